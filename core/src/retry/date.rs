//! Dates as HTTP writes them (RFC 9110 section 5.6.7, the preferred form).

use crate::UnixTime;

const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";

/// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, whose length is always the same. `None` for anything else, for days that there
/// are none of, and for those before 1970. The weekday says nothing new and is passed over.
pub(super) fn http_date(text: &str) -> Option<UnixTime> {
    let text: &[u8; 29] = text.as_bytes().try_into().ok()?;
    let between = [&text[3..5], &text[7..8], &text[11..12], &text[16..17], &text[19..20], &text[22..23], &text[25..]];
    if between != [&b", "[..], b" ", b" ", b" ", b":", b":", b" GMT"] {
        return None;
    }
    let month = MONTHS.as_bytes().chunks(3).zip(1..).find(|(name, _)| *name == &text[8..11])?.1;
    let (day, year) = (number(&text[5..7])?, number(&text[12..16])?);
    let [hour, minute, second] = [&text[17..19], &text[20..22], &text[23..25]].map(number);
    let (hour, minute, second) = (hour?, minute?, second?);
    if hour > 23 || minute > 59 || second > 60 || year < 1970 {
        return None;
    }
    let (first, next) = (days_since_1970(year, month, 1), days_since_1970(year, month + 1, 1));
    let days = (first + day).checked_sub(1).filter(|days| (first..next).contains(days))?;
    Some(UnixTime::from_secs(days * 86_400 + hour * 3_600 + minute * 60 + second))
}

fn number(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u64::from(byte - b'0')))
}

/// Gregorian days, months from 1 to 13; the year is counted from March so that the leap day comes last.
fn days_since_1970(year: u64, month: u64, day: u64) -> u64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year / 4 - year / 100 + year / 400;
    year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_dates() {
        for (text, seconds) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Tue, 29 Feb 2000 00:00:00 GMT", 951_782_400),
            ("Sun, 31 Dec 2000 00:00:00 GMT", 978_220_800),
            ("Wed, 21 Oct 2015 07:28:00 GMT", 1_445_412_480),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
        ] {
            assert_eq!(http_date(text), Some(UnixTime::from_secs(seconds)), "{text}");
        }
        for text in [
            "",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 anF 1994 08:49:37 GMT",
            "Sun, 06 Nov 1969 08:49:37 GMT",
            "Sun, 6 Nov 1994 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 31 Nov 1994 08:49:37 GMT",
            "Tue, 29 Feb 2100 00:00:00 GMT",
            "Fri, 32 Dec 9999 23:59:59 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 06 Nov 1994 08:4é:3 GMT",
        ] {
            assert_eq!(http_date(text), None, "{text}");
        }
    }
}
