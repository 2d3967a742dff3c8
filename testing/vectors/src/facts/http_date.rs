//! Dates in `Retry-After`, read once more.

/// Counts the seconds to `Wed, 21 Oct 2015 07:28:00 GMT`, year by year and month by month.
pub fn seconds_since_1970(date: &str) -> Option<u64> {
    let parts: Vec<&str> = date.split([' ', ':']).collect();
    let [_, day, month, year, hour, minute, second, "GMT"] = parts[..] else { return None };
    let number = |text: &str| text.parse::<u64>().ok();
    let (day, year) = (number(day)?, number(year).filter(|year| (1970..10_000).contains(year))?);
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = names.iter().position(|name| *name == month)?;
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let lengths = [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let years: u64 = (1970..year).map(|year| if leap(year) { 366 } else { 365 }).sum();
    let days = years + lengths[..month].iter().sum::<u64>() + day.checked_sub(1)?;
    Some(((days * 24 + number(hour)?) * 60 + number(minute)?) * 60 + number(second)?)
}

#[cfg(test)]
mod tests {
    use super::seconds_since_1970;

    #[test]
    fn dates() {
        assert_eq!(seconds_since_1970("Wed, 21 Oct 2015 07:28:00 GMT"), Some(1_445_412_480));
        assert_eq!(seconds_since_1970("Tue, 29 Feb 2000 00:00:00 GMT"), Some(951_782_400));
        assert_eq!(seconds_since_1970("soon"), None);
    }
}
