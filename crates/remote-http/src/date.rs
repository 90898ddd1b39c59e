//! Dates of HTTP (RFC 9110, 5.6.7), in the one form that is sent today: `Sun, 06 Nov 1994 08:49:37 GMT`.

use jixiang_model::{Date, UnixMillis};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY: u64 = 86_400_000;
/// The dates of `model` are of UTC+8.
const CHINA: u64 = 8 * 3_600_000;

/// The instant, or nothing when the text has another form.
pub(crate) fn parse(text: &str) -> Option<UnixMillis> {
    let (_weekday, rest) = text.split_once(", ")?;
    let [day, month, year, time, "GMT"] = rest.split(' ').collect::<Vec<_>>()[..] else {
        return None;
    };
    let month = MONTHS.iter().position(|known| *known == month)? + 1;
    let date: Date = format!("{year}-{month:02}-{day}").parse().ok()?;
    let [hours, minutes, seconds] = time.split(':').collect::<Vec<_>>()[..] else {
        return None;
    };
    let number = |text: &str, below: u64| text.parse::<u64>().ok().filter(|number| *number < below);
    // 60 is a leap second.
    let seconds = (number(hours, 24)? * 60 + number(minutes, 60)?) * 60 + number(seconds, 61)?;
    Some(UnixMillis((date.end().0 + CHINA).checked_sub(DAY)? + seconds * 1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_is_the_instant_that_it_names() {
        assert_eq!(parse("Sun, 06 Nov 1994 08:49:37 GMT"), Some(UnixMillis(784_111_777_000)));
        assert_eq!(parse("Thu, 01 Jan 1970 00:00:00 GMT"), Some(UnixMillis(0)));
        assert_eq!(parse("Mon, 29 Feb 2016 23:59:60 GMT"), Some(UnixMillis(1_456_790_400_000)));
    }

    #[test]
    fn other_forms_are_nothing() {
        for text in [
            "",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 CST",
            "Sun, 06 Nov 1994 08:49 GMT",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
