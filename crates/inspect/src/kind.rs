//! The types of columns 信息项类型, inferred from what their cells look like.

use crate::look::Look;

/// The type of a column (DOMAIN.md 2). Inference yields C, N, Y, D, T, L, M and I; people choose the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// C 字符
    Text,
    /// N 数值
    Number,
    /// Y 货币
    Money,
    /// D 日期
    Date,
    /// T 日期时间
    DateTime,
    /// L 逻辑
    Logical,
    /// M 备注
    Memo,
    /// G 通用
    General,
    /// B 双精度
    Double,
    /// I 整型
    Integer,
    /// F 浮点
    Float,
}

impl Kind {
    /// The letter in the catalogue.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Text => 'C',
            Self::Number => 'N',
            Self::Money => 'Y',
            Self::Date => 'D',
            Self::DateTime => 'T',
            Self::Logical => 'L',
            Self::Memo => 'M',
            Self::General => 'G',
            Self::Double => 'B',
            Self::Integer => 'I',
            Self::Float => 'F',
        }
    }

    /// The name in the catalogue.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "字符",
            Self::Number => "数值",
            Self::Money => "货币",
            Self::Date => "日期",
            Self::DateTime => "日期时间",
            Self::Logical => "逻辑",
            Self::Memo => "备注",
            Self::General => "通用",
            Self::Double => "双精度",
            Self::Integer => "整型",
            Self::Float => "浮点",
        }
    }

    /// The type of the column called `name` with these cells. One cell that is no number keeps a column from being
    /// numeric: the catalogue promises a type for every row.
    pub(crate) fn of<'a>(name: &str, cells: impl Iterator<Item = &'a str>) -> Self {
        let mut seen: Vec<Look> = cells.map(Look::of).filter(|look| *look != Look::Blank).collect();
        seen.sort_unstable();
        seen.dedup();
        let only = |allowed: &[Look]| !seen.is_empty() && seen.iter().all(|look| allowed.contains(look));
        let holds = |look: Look| seen.contains(&look);
        if holds(Look::Long) {
            Self::Memo
        } else if only(&[Look::Logical]) {
            Self::Logical
        } else if only(&[Look::CompactDate]) && is_day_name(name) || holds(Look::Date) && only(DAYS) {
            Self::Date
        } else if holds(Look::DateTime) && only(TIMES) {
            Self::DateTime
        } else if only(NUMBERS) {
            Self::of_numbers(name, holds(Look::Money), holds(Look::Decimal))
        } else {
            Self::Text
        }
    }

    fn of_numbers(name: &str, money: bool, fraction: bool) -> Self {
        if is_code_name(name) {
            Self::Text
        } else if money || is_money_name(name) {
            Self::Money
        } else if fraction {
            Self::Number
        } else {
            Self::Integer
        }
    }
}

const DAYS: &[Look] = &[Look::Date, Look::CompactDate];
const TIMES: &[Look] = &[Look::Date, Look::CompactDate, Look::DateTime];
const NUMBERS: &[Look] = &[Look::Integer, Look::Decimal, Look::Money, Look::CompactDate];

fn is_day_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    ["日期", "时间", "年月日", "生日", "date"].iter().any(|word| lower.contains(word)) || name.ends_with('日')
}

/// Names of numbers that nobody adds up.
fn is_code_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let ends = ["号", "号码", "编号", "代码", "编码", "电话", "手机", "邮编", "账户", "证件", "id", "code"];
    !name.ends_with("序号") && ends.iter().any(|word| lower.ends_with(word))
}

fn is_money_name(name: &str) -> bool {
    let words = ["金额", "余额", "经费", "工资", "薪酬", "价款", "单价", "总价", "（元", "(元", "万元", "亿元"];
    words.iter().any(|word| name.contains(word)) || (name.ends_with('元') && !name.ends_with("单元"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_has_the_type_that_all_its_cells_have() {
        for (name, cells, letter) in [
            ("人数", &["1", "", "1,200"][..], 'I'),
            ("面积", &["1", "2.5"], 'N'),
            ("拨款金额", &["100", "200"], 'Y'),
            ("预算（万元）", &["100.5", "—"], 'Y'),
            ("单元", &["1", "2"], 'I'),
            ("价格", &["¥5"], 'Y'),
            ("出生日期", &["19800101", "19900203"], 'D'),
            ("代收", &["19800101", "19900203"], 'I'),
            ("日期", &["2024-01-02", "2024年3月4日"], 'D'),
            ("时间", &["2024-01-02", "2024-01-02 08:00"], 'T'),
            ("在编", &["是", "否", ""], 'L'),
            ("单位编号", &["1001", "1002"], 'C'),
            ("序号", &["1", "2"], 'I'),
            ("编码", &["001", "002"], 'C'),
            ("电话", &["13800138000"], 'C'),
            ("身份证", &["110105194912310021", "11010519491231002X"], 'C'),
            ("姓名", &["张三", "4"], 'C'),
            ("空", &["", "-"], 'C'),
        ] {
            assert_eq!(Kind::of(name, cells.iter().copied()).letter(), letter, "{name}");
        }
        let long = "说明".repeat(200);
        assert_eq!(Kind::of("说明", ["短", long.as_str()].into_iter()), Kind::Memo);
    }
}
