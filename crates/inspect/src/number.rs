//! Numbers in the cells of workbooks: a number is a day when its format says so.

use crate::calendar::{day_of, is_day};

/// What the format of a number makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Shape {
    /// A number.
    #[default]
    Number,
    /// A day.
    Date,
    /// A day with a time.
    DateTime,
    /// A time alone.
    Time,
}

impl Shape {
    /// The shape of a format that has a number and no code (ECMA-376 part 1, 18.8.30, with the formats of China).
    pub(crate) const fn built_in(format: u16) -> Self {
        match format {
            14..=17 | 27..=31 | 36 | 50..=54 | 57 | 58 => Self::Date,
            22 => Self::DateTime,
            18..=21 | 32..=35 | 45..=47 | 55 | 56 => Self::Time,
            _ => Self::Number,
        }
    }

    /// The shape of a format's code: what stands outside quotes, brackets and escapes decides.
    pub(crate) fn of_code(code: &str) -> Self {
        let (mut days, mut months, mut hours) = (false, false, false);
        let mut letters = code.chars();
        while let Some(letter) = letters.next() {
            match letter.to_ascii_lowercase() {
                '"' => drop(letters.by_ref().find(|c| *c == '"')),
                '[' => {
                    let inner: String = letters.by_ref().take_while(|c| *c != ']').collect();
                    hours |= inner.starts_with(['h', 'H']) || inner.starts_with("ss") || inner.starts_with("mm");
                }
                '\\' | '_' | '*' => drop(letters.next()),
                ';' => break,
                'y' | 'd' => days = true,
                'm' => months = true,
                'h' | 's' => hours = true,
                _ => {}
            }
        }
        match (days || (months && !hours), hours) {
            (true, true) => Self::DateTime,
            (true, false) => Self::Date,
            (false, true) => Self::Time,
            (false, false) => Self::Number,
        }
    }
}

/// The text of a number; `from_1904` when the workbook counts days from then.
pub(crate) fn written(value: f64, shape: Shape, from_1904: bool) -> String {
    let moment = match shape {
        Shape::Number => None,
        Shape::Date | Shape::DateTime => moment(value, from_1904),
        Shape::Time => Some((String::new(), clock(value.fract().abs()))),
    };
    match (moment, shape) {
        (Some((day, _)), Shape::Date) => day,
        (Some((day, clock)), Shape::DateTime) => format!("{day} {clock}"),
        (Some((_, clock)), Shape::Number | Shape::Time) => clock,
        (None, _) => plain(value),
    }
}

/// The shortest text of a number, to the 15 digits that a spreadsheet has.
fn plain(value: f64) -> String {
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    format!("{rounded}")
}

/// Day and time of a serial number; `None` outside the years that are meant by days.
fn moment(value: f64, from_1904: bool) -> Option<(String, String)> {
    if !(0.0..3_000_000.0).contains(&value) {
        return None;
    }
    // Day 60 of the calendar from 1900 is a 29 February that never was.
    let first = match (from_1904, value < 60.0) {
        (true, _) => -24_107,
        (false, true) => -25_568,
        (false, false) => -25_569,
    };
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
    let seconds = (value * 86_400.0).round() as i64;
    let (year, month, day) = day_of(first + seconds.div_euclid(86_400));
    let real = is_day(u32::try_from(year).ok()?, u32::try_from(month).ok()?, u32::try_from(day).ok()?);
    #[expect(clippy::cast_precision_loss, reason = "below the seconds of a day")]
    let fraction = seconds.rem_euclid(86_400) as f64 / 86_400.0;
    real.then(|| (format!("{year:04}-{month:02}-{day:02}"), clock(fraction)))
}

/// `08:05:30` of a fraction of a day.
fn clock(fraction: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a fraction is from 0 to 1")]
    let seconds = (fraction * 86_400.0).round() as u64 % 86_400;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_days_and_times_are_told_from_codes_of_numbers() {
        for (code, shape) in [
            ("General", Shape::Number),
            ("#,##0.00_);[Red]\\(#,##0.00\\)", Shape::Number),
            ("0.00\"days\"", Shape::Number),
            ("yyyy/m/d;@", Shape::Date),
            ("[$-804]yyyy\"年\"m\"月\"d\"日\"", Shape::Date),
            ("m\"月\"", Shape::Date),
            ("yyyy-mm-dd hh:mm", Shape::DateTime),
            ("[h]:mm", Shape::Time),
            ("h:mm AM/PM", Shape::Time),
        ] {
            assert_eq!(Shape::of_code(code), shape, "{code}");
        }
    }

    #[test]
    fn numbers_are_written_as_people_read_them() {
        for (value, shape, text) in [
            (45_352.0, Shape::Date, "2024-03-01"),
            (45_352.336_805_555_6, Shape::DateTime, "2024-03-01 08:05:00"),
            (0.5, Shape::Time, "12:00:00"),
            (1.0, Shape::Date, "1900-01-01"),
            (-3.0, Shape::Date, "-3"),
            (f64::NAN, Shape::Date, "NaN"),
            (0.1 + 0.2, Shape::Number, "0.3"),
            (2_500.0, Shape::Number, "2500"),
            (220_104_199_001_010_000.0, Shape::Number, "220104199001010000"),
        ] {
            assert_eq!(written(value, shape, false), text);
        }
        assert_eq!(written(43_890.0, Shape::Date, true), "2024-03-01");
    }
}
