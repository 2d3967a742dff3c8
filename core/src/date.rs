//! Dates as HTTP writes them (RFC 9110 section 5.6.7), the preferred form and the two obsolete ones; and as CloudEvents does
//! (RFC 3339).

use crate::UnixTime;

const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";

/// The mean year of the Gregorian calendar, in seconds.
const YEAR: u64 = 31_556_952;

/// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`. `None` for
/// anything else, for days that do not exist, and for those before 1970. The weekday says nothing new and is passed over.
///
/// Two digits are the latest year that ends so and is not more than 50 years after `now`.
pub(crate) fn http_date(text: &str, now: UnixTime) -> Option<UnixTime> {
    let date = text.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()).as_bytes();
    // Where day, month, year and time stand.
    let (day, month, year, time) = match () {
        () if fits(date, b", 00 aaa 0000 00:00:00 GMT") => (2..4, 5, 9..13, 14),
        () if fits(date, b", 00-aaa-00 00:00:00 GMT") => (2..4, 5, 9..11, 12),
        () if fits(date, b" aaa 00 00:00:00 0000") => (5..7, 1, 17..21, 8),
        () if fits(date, b" aaa  0 00:00:00 0000") => (6..7, 1, 17..21, 8),
        () => return None,
    };
    let month = MONTHS.as_bytes().chunks(3).zip(1..).find(|(name, _)| *name == &date[month..month + 3])?.1;
    let [hour, minute, second] = [time, time + 3, time + 6].map(|at| number(&date[at..at + 2]));
    if hour > 23 || minute > 59 || second > 60 || text.len() < date.len() + 3 {
        return None;
    }
    let seconds = hour * 3_600 + minute * 60 + second;
    let (day, two_digits, year) = (number(&date[day]), year.len() == 2, number(&date[year]));
    if !two_digits {
        return moment(year, month, day, seconds);
    }
    // One year later than any that is meant, because the division is not the calendar.
    let now = now.as_secs().min(1 << 40);
    let last = 1970 + now / YEAR + 51;
    let year = last - (last - year) % 100;
    let too_late = year >= 2020 && days_since_1970(year - 50, month, day) * 86_400 + seconds > now;
    moment(if too_late { year - 100 } else { year }, month, day, seconds)
}

/// Reads `2026-11-25T23:41:06Z`, also with a fraction of a second, which is passed over. `None` for anything else, for days
/// that do not exist, and for those before 1970.
pub(crate) fn rfc3339(text: &str) -> Option<UnixTime> {
    let (date, fraction) = text.as_bytes().split_at_checked(19)?;
    let fraction = fraction.strip_suffix(b"Z")?;
    let whole = fraction.is_empty() || fraction.len() > 1 && fraction[0] == b'.';
    if !fits(date, b"0000-00-00T00:00:00") || !whole || !fraction.iter().skip(1).all(u8::is_ascii_digit) {
        return None;
    }
    let [month, day, hour, minute, second] = [5, 8, 11, 14, 17].map(|at| number(&date[at..at + 2]));
    if !(1..=12).contains(&month) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    moment(number(&date[..4]), month, day, hour * 3_600 + minute * 60 + second)
}

/// Whether each byte is the form's: a digit for `0`, a letter for `a`, else itself.
fn fits(text: &[u8], form: &[u8]) -> bool {
    let fits = |(byte, form): (&u8, &u8)| match form {
        b'0' => byte.is_ascii_digit(),
        b'a' => byte.is_ascii_alphabetic(),
        _ => byte == form,
    };
    text.len() == form.len() && text.iter().zip(form).all(fits)
}

fn number(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0'))
}

/// Seconds of a day that exists.
fn moment(year: u64, month: u64, day: u64, seconds: u64) -> Option<UnixTime> {
    if year < 1970 {
        return None;
    }
    let (first, next) = (days_since_1970(year, month, 1), days_since_1970(year, month + 1, 1));
    let days = (first + day).checked_sub(1).filter(|days| (first..next).contains(days))?;
    Some(UnixTime::from_secs(days * 86_400 + seconds))
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

    /// 2026-11-24.
    const NOW: UnixTime = UnixTime::from_secs(1_795_487_200);

    #[test]
    fn of_cloud_events() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2026-11-24T22:26:40Z", Some(1_795_559_200)),
            ("2026-11-24T22:26:40.1234567Z", Some(1_795_559_200)),
            ("2024-02-29T23:59:60Z", Some(1_709_251_200)),
            ("2023-02-29T00:00:00Z", None),
            ("2026-13-01T00:00:00Z", None),
            ("2026-00-10T00:00:00Z", None),
            ("2026-01-00T00:00:00Z", None),
            ("2026-01-01T24:00:00Z", None),
            ("1969-12-31T23:59:59Z", None),
            ("2026-01-01T00:00:00", None),
            ("2026-01-01T00:00:00.Z", None),
            ("2026-01-01T00:00:00+01:00", None),
            ("2026-01-01T00:00:00éZ", None),
            ("Tue, 24 Nov 2026 22:26:40 GMT", None),
            ("", None),
        ] {
            assert_eq!(rfc3339(text), seconds.map(UnixTime::from_secs), "{text}");
        }
    }

    #[test]
    fn known_dates() {
        for (text, seconds) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Tue, 29 Feb 2000 00:00:00 GMT", 951_782_400),
            ("Sun, 31 Dec 2000 00:00:00 GMT", 978_220_800),
            ("Wed, 21 Oct 2015 07:28:00 GMT", 1_445_412_480),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
            ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
            ("Tuesday, 29-Feb-00 00:00:00 GMT", 951_782_400),
            ("Wednesday, 21-Oct-15 07:28:00 GMT", 1_445_412_480),
            ("Sun Nov  6 08:49:37 1994", 784_111_777),
            ("Wed Oct 21 07:28:00 2015", 1_445_412_480),
            ("Tue Feb 29 00:00:00 2000", 951_782_400),
            ("Fri Dec 31 23:59:59 9999", 253_402_300_799),
        ] {
            assert_eq!(http_date(text, NOW), Some(UnixTime::from_secs(seconds)), "{text}");
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
            ", 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-1994 08:49:37 GMT",
            "Sunday, 31-Nov-94 08:49:37 GMT",
            "Sunday, 6-Nov-94 08:49:37 GMT",
            "Sunday 06-Nov-94 08:49:37 GMT",
            "Sun Nov 6 08:49:37 1994",
            "Sun Nov 06 08:49:60 1969",
            "Sun Nov 31 08:49:37 1994",
            "Sun Nov  0 08:49:37 1994",
            "Sun Nov  6 08:49:37 1994 GMT",
            "Sun Nov  6 08:49:37 94",
        ] {
            assert_eq!(http_date(text, NOW), None, "{text}");
        }
    }

    #[test]
    fn two_digits_are_at_most_50_years_ahead() {
        for (text, now, same) in [
            ("Tuesday, 24-Nov-26 00:00:00 GMT", NOW.as_secs(), "Tue, 24 Nov 2026 00:00:00 GMT"),
            ("Tuesday, 24-Nov-76 00:00:00 GMT", NOW.as_secs(), "Tue, 24 Nov 2076 00:00:00 GMT"),
            ("Friday, 31-Dec-76 00:00:00 GMT", NOW.as_secs(), "Fri, 31 Dec 1976 00:00:00 GMT"),
            ("Saturday, 01-Jan-77 00:00:00 GMT", NOW.as_secs(), "Sat, 01 Jan 1977 00:00:00 GMT"),
            ("Friday, 31-Dec-99 23:59:59 GMT", NOW.as_secs(), "Fri, 31 Dec 1999 23:59:59 GMT"),
            ("Monday, 01-Jan-00 00:00:10 GMT", 4_102_444_790, "Fri, 01 Jan 2100 00:00:10 GMT"),
            ("Thursday, 01-Jan-70 00:00:10 GMT", 0, "Thu, 01 Jan 1970 00:00:10 GMT"),
        ] {
            let now = UnixTime::from_secs(now);
            assert!(http_date(same, now).is_some());
            assert_eq!(http_date(text, now), http_date(same, now), "{text}");
        }
        assert_eq!(http_date("Friday, 31-Dec-69 00:00:00 GMT", NOW), http_date("Tue, 31 Dec 2069 00:00:00 GMT", NOW));
        let _ = http_date("Friday, 31-Dec-69 00:00:00 GMT", UnixTime::from_secs(u64::MAX));
    }
}
