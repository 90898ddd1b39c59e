//! Text that leaves this crate: one line, bounded, and without characters that make one text look like another.

use crate::limits::CELL_CHARS;

/// The text in one line of at most `most` characters: white space is single, the rest of what misleads is left out.
pub(crate) fn line(text: &str, most: usize) -> String {
    let mut line = String::new();
    let mut length = 0;
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = length > 0;
        } else if !misleads(c) {
            let needed = 1 + usize::from(gap);
            if length + needed > most {
                break;
            }
            if gap {
                line.push(' ');
                gap = false;
            }
            line.push(c);
            length += needed;
        }
    }
    line
}

/// A column's name: one line, and Chinese set wide (`姓　名`) or broken (`姓\n名`) is written together.
pub(crate) fn name(text: &str, most: usize) -> String {
    let line = line(text, CELL_CHARS);
    let letters: Vec<char> = line.chars().collect();
    let between = |at: usize| at > 0 && letters.get(at + 1).is_some_and(|after| wide(letters[at - 1]) && wide(*after));
    let kept = letters.iter().enumerate().filter(|(at, letter)| **letter != ' ' || !between(*at));
    kept.map(|(_, letter)| *letter).take(most).collect::<String>().trim_end().to_owned()
}

fn wide(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// The same list as `jixiang_statement::Text`, which refuses these characters in what is signed; a test compares them.
fn misleads(c: char) -> bool {
    let invisible = matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}');
    invisible || c.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_single_spaced_bounded_and_free_of_what_misleads() {
        assert_eq!(line("\u{3000}编\u{202e}制\r\n人员\t\t表 ", 99), "编制 人员 表");
        assert_eq!(line("一 二 三", 4), "一 二");
    }

    #[test]
    fn chinese_set_wide_is_written_together_and_english_is_not() {
        assert_eq!(name("姓　　名", 128), "姓名");
        assert_eq!(name("出生\n日期 (YYYY MM)", 128), "出生日期 (YYYY MM)");
        assert_eq!(name("编制类型", 2), "编制");
    }

    #[test]
    fn what_is_left_out_is_what_a_signed_text_refuses() {
        for c in '\0'..=char::MAX {
            let refused = jixiang_statement::Text::<1>::new(c.to_string()).is_err();
            assert_eq!(misleads(c), refused || c == '\n', "{c:?}");
        }
    }
}
