//! What a single cell looks like: a number, a date, a code, a text.

use crate::calendar::is_day;

/// What a cell looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Look {
    /// Nothing, or one of the marks that stand for it.
    Blank,
    /// A whole number.
    Integer,
    /// A number with a fraction, grouping, exponent or percent sign.
    Decimal,
    /// A number with the sign of a currency.
    Money,
    /// A day.
    Date,
    /// Eight digits that may be a day: 20240301.
    CompactDate,
    /// A day with a time.
    DateTime,
    /// Yes or no.
    Logical,
    /// Digits that are no quantity: a leading zero, a mobile number, 15 digits and more.
    Code,
    /// Anything else.
    Text,
    /// More than a text field holds.
    Long,
}

/// A text field of the catalogue holds this many characters; what is longer is a memo.
const TEXT_CHARS: usize = 255;

/// Numbers of so many digits are codes; a spreadsheet cannot even hold them exactly.
const CODE_DIGITS: usize = 15;

/// What stands in cells for nothing.
const NOTHING: &[&str] = &["-", "--", "—", "——", "/", "\\", "N/A", "#N/A", "null", "NULL"];

impl Look {
    /// Looks at the text of a cell.
    pub(crate) fn of(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() || NOTHING.contains(&text) {
            return Self::Blank;
        }
        if text.chars().nth(TEXT_CHARS).is_some() {
            return Self::Long;
        }
        let logical =
            ["true", "false"].iter().any(|word| word.eq_ignore_ascii_case(text)) || matches!(text, "是" | "否");
        if logical {
            return Self::Logical;
        }
        number(text).or_else(|| day_and_time(text)).unwrap_or(Self::Text)
    }

    /// Whether it is a figure or a day: what names of columns rarely are.
    pub(crate) const fn is_value(self) -> bool {
        match self {
            Self::Integer
            | Self::Decimal
            | Self::Money
            | Self::Date
            | Self::CompactDate
            | Self::DateTime
            | Self::Code => true,
            Self::Blank | Self::Logical | Self::Text | Self::Long => false,
        }
    }
}

fn number(text: &str) -> Option<Look> {
    let priced = text.strip_prefix(['¥', '￥']).map(str::trim_start);
    let unsigned = priced.unwrap_or(text);
    let unsigned = unsigned.strip_prefix(['-', '+']).unwrap_or(unsigned);
    let (figures, percent) = unsigned.strip_suffix('%').map_or((unsigned, false), |figures| (figures, true));
    let (mantissa, exponent) = match figures.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (figures, None),
    };
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(whole, rest)| (whole, Some(rest)));
    let digits = ungrouped(whole)?;
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !fraction.is_none_or(all_digits) || !exponent.is_none_or(|digits| digits.len() < 4 && all_digits(digits)) {
        return None;
    }
    let long_exponent =
        exponent.and_then(|digits| digits.parse().ok()).is_some_and(|digits: usize| digits + 1 >= CODE_DIGITS);
    let leading_zero = digits.len() > 1 && digits.starts_with('0');
    if leading_zero || digits.len() >= CODE_DIGITS || long_exponent {
        return Some(Look::Code);
    }
    let plain = digits == text;
    Some(if priced.is_some() {
        Look::Money
    } else if percent || fraction.is_some() || exponent.is_some() {
        Look::Decimal
    } else if plain && is_mobile(&digits) {
        Look::Code
    } else if plain && is_compact_day(&digits) {
        Look::CompactDate
    } else {
        Look::Integer
    })
}

/// The digits of a whole number without the commas between groups of three.
fn ungrouped(whole: &str) -> Option<String> {
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.is_empty() || (first.len() <= 3 && rest.iter().all(|group| group.len() == 3));
    let digits: String = std::iter::once(first).chain(rest).collect();
    (grouped && !first.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

fn is_mobile(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1])
}

fn is_compact_day(digits: &str) -> bool {
    let part = |range: std::ops::Range<usize>| digits.get(range).and_then(|part| part.parse().ok()).unwrap_or(0);
    digits.len() == 8 && is_day(part(0..4), part(4..6), part(6..8))
}

fn day_and_time(text: &str) -> Option<Look> {
    let (year, rest) = short_number(text, 4)?;
    let separator = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.' | '年'))?;
    let (month, rest) = short_number(&rest[separator.len_utf8()..], 2)?;
    let rest = rest.strip_prefix(if separator == '年' { '月' } else { separator })?;
    let (day, rest) = short_number(rest, 2)?;
    let rest = if separator == '年' { rest.strip_prefix('日')? } else { rest };
    if !is_day(year, month, day) {
        return None;
    }
    if rest.is_empty() {
        return Some(Look::Date);
    }
    let time = rest.strip_prefix('T').unwrap_or_else(|| rest.trim_start());
    (time.len() < rest.len() || separator == '年').then_some(())?;
    is_time(time).then_some(Look::DateTime)
}

/// A number of at most `most` digits at the beginning, and what follows it.
fn short_number(text: &str, most: usize) -> Option<(u32, &str)> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text[..end].parse().ok()?;
    (end <= most).then_some((number, &text[end..]))
}

/// `8:05`, `08:05:30`, `08:05:30.123`, with `Z` or `+08:00` behind it.
fn is_time(text: &str) -> bool {
    let Some((hour, rest)) = short_number(text, 2) else { return false };
    let Some((minute, rest)) = rest.strip_prefix(':').and_then(|rest| short_number(rest, 2)) else { return false };
    let (second, rest) = match rest.strip_prefix(':').and_then(|rest| short_number(rest, 2)) {
        Some((second, rest)) => (second, rest),
        None => (0, rest),
    };
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    let zone =
        rest.is_empty() || rest == "Z" || (rest.starts_with(['+', '-']) && rest.len() == 6 && rest.contains(':'));
    hour < 24 && minute < 60 && second < 61 && zone
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_told_by_their_form() {
        for (look, texts) in [
            (Look::Blank, &["", "\u{3000} ", "—", "/", "#N/A"][..]),
            (Look::Integer, &["0", "42", "-7", "1,234,567", "20241301", "99999999999999"]),
            (Look::Decimal, &["3.14", "-0.5", "12.5%", "1.2E+05", "1,234.50"]),
            (Look::Money, &["¥1,234.00", "￥ 5"]),
            (Look::Date, &["2024-02-29", "2024/3/1", "2024.3.1", "2024年3月1日", "1949-10-01"]),
            (Look::CompactDate, &["20240301"]),
            (
                Look::DateTime,
                &["2024-03-01 08:05", "2024/3/1 8:05:30", "2024-03-01T08:05:30.5+08:00", "2024年3月1日 9:00"],
            ),
            (Look::Logical, &["是", "否", "TRUE", "false"]),
            (Look::Code, &["007", "13800138000", "110105194912310021", "2.20104E+17", "123456789012345"]),
            (
                Look::Text,
                &["张三", "2023-02-29", "1,23", "11010519491231002X", "2024年", "3-5", "1.2.3", "12:30", "e5", "."],
            ),
        ] {
            for text in texts {
                assert_eq!(Look::of(text), look, "{text}");
            }
        }
        assert_eq!(Look::of(&"备注".repeat(128)), Look::Long);
    }
}
