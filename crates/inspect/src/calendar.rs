//! Dates as they stand in cells: only which of them exist, and the days that spreadsheets count.

/// Whether the day exists, in the years that data of people and offices speak of.
pub(crate) fn is_day(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        1..=12 => 31,
        _ => 0,
    };
    (1800..=2200).contains(&year) && (1..=days).contains(&day)
}

/// Year, month and day of the day `days` after 1970-01-01 (Howard Hinnant, `civil_from_days`).
pub(crate) fn day_of(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_leap_years() {
        assert_eq!(day_of(0), (1970, 1, 1));
        assert_eq!(day_of(-1), (1969, 12, 31));
        assert_eq!(day_of(19_782), (2024, 2, 29));
    }

    #[test]
    fn days_that_do_not_exist_are_none() {
        assert!(is_day(2024, 2, 29) && is_day(2000, 2, 29));
        for (year, month, day) in [(2023, 2, 29), (1900, 2, 29), (2024, 13, 1), (2024, 4, 31), (2024, 1, 0), (24, 1, 1)]
        {
            assert!(!is_day(year, month, day), "{year}-{month}-{day}");
        }
    }
}
