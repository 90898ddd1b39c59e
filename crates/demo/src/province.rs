//! The province as data: places, offices, credit codes and people. It holds no key and is the same in every demo.

use jixiang_model::Uscc;

use crate::DemoError;
use crate::data::Data;
use crate::people::{Person, of_office};

/// What a department of the demo is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Office {
    /// An office like most.
    Ordinary,
    /// The data bureau of the province: its key admin is the registrar too.
    DataBureau,
    /// The group for unconditional sharing: its members are the other departments' epochs.
    Open,
}

/// A department before it has keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Department {
    pub(crate) office: Office,
    pub(crate) uscc: Uscc,
    pub(crate) name: String,
    pub(crate) path: String,
    /// GB/T 2260.
    pub(crate) division: String,
    pub(crate) people: Vec<Person>,
}

/// Every department: province, then each prefecture and its counties, the open group last.
pub(crate) fn departments() -> Result<Vec<Department>, DemoError> {
    let data = Data::read()?;
    let mut build = Build { data: &data, departments: Vec::new() };
    let province = &data.province;
    build.level(&province.code, &province.name, &province.title, Level::Province)?;
    for prefecture in &data.prefectures {
        let path = format!("{} / {}", province.name, prefecture.name);
        build.level(&prefecture.code, &path, &prefecture.title, Level::Prefecture)?;
        for (code, name) in &prefecture.counties {
            build.level(code, &format!("{path} / {name}"), name, Level::County)?;
        }
    }
    let path = format!("{} / {}", province.name, data.open.path);
    let uscc = credit_code(&province.code, 0)?;
    build.departments.push(Department {
        office: Office::Open,
        uscc,
        name: data.open.name.clone(),
        path,
        division: String::new(),
        people: Vec::new(),
    });
    Ok(build.departments)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Province,
    Prefecture,
    County,
}

struct Build<'a> {
    data: &'a Data,
    departments: Vec<Department>,
}

impl Build<'_> {
    /// One department for every office of a place.
    fn level(&mut self, code: &str, path: &str, title: &str, level: Level) -> Result<(), DemoError> {
        for office in &self.data.offices {
            let posts = &self.data.posts;
            let (name, posts) = match level {
                Level::Province => (&office.province, &posts.province),
                Level::Prefecture => (&office.prefecture, &posts.prefecture),
                Level::County => (&office.county, &posts.county),
            };
            let bureau = level == Level::Province && office.word == "dsj";
            let number = self.departments.len() + 1;
            self.departments.push(Department {
                office: if bureau { Office::DataBureau } else { Office::Ordinary },
                uscc: credit_code(code, number)?,
                name: format!("{title}{name}"),
                path: format!("{path} / {name}"),
                division: code.to_owned(),
                people: of_office(self.data, code, &office.word, posts)?,
            });
        }
        Ok(())
    }
}

/// A made-up credit code (GB 32100): `11` for an organ, the division, eight characters `DEM00001` and their check (GB
/// 11714), the check of the whole.
fn credit_code(division: &str, number: usize) -> Result<Uscc, DemoError> {
    let body = format!("DEM{number:05}");
    let code = format!("11{division}{body}{}", organisation_check(&body));
    Uscc::complete(&code).map_err(|error| DemoError::Data(format!("{code}: {error}")))
}

/// 11 − Σ value × weight mod 11, written X for 10 and 0 for 11. Letters count from A = 10.
fn organisation_check(body: &str) -> char {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let values = body.chars().map(|c| c.to_digit(36).unwrap_or(0));
    let sum: u32 = values.zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn province() -> Vec<Department> {
        departments().expect("the data file is right")
    }

    #[test]
    fn the_province_has_the_offices_of_seventy_places_and_the_open_group() {
        let departments = province();
        assert_eq!(departments.len(), 12 * (1 + 9 + 60) + 1);
        let codes: BTreeSet<_> = departments.iter().map(|d| d.uscc.as_str()).collect();
        let names: BTreeSet<_> = departments.iter().map(|d| &d.name).collect();
        let paths: BTreeSet<_> = departments.iter().map(|d| &d.path).collect();
        assert_eq!((codes.len(), names.len(), paths.len()), (841, 841, 841));
        assert!(departments.iter().all(|d| d.uscc.as_str().starts_with("1122")));
    }

    #[test]
    fn names_and_paths_are_those_of_their_level() {
        let departments = province();
        for (name, path, division) in [
            ("吉林省财政厅", "吉林省 / 财政厅", "220000"),
            ("长春市财政局", "吉林省 / 长春市 / 财政局", "220100"),
            ("农安县财政局", "吉林省 / 长春市 / 农安县 / 财政局", "220122"),
            ("延边州统计局", "吉林省 / 延边朝鲜族自治州 / 统计局", "222400"),
            ("吉林省政务服务和数字化建设管理局", "吉林省 / 政务服务和数字化建设管理局", "220000"),
        ] {
            let found = departments.iter().find(|d| d.name == name).expect(name);
            assert_eq!((found.path.as_str(), found.division.as_str()), (path, division));
        }
    }

    #[test]
    fn every_person_has_an_id_of_their_own_and_two_share_a_name_in_two_offices() {
        let departments = province();
        let people = || departments.iter().flat_map(|d| d.people.iter().map(move |p| (d, p)));
        let ids: BTreeSet<_> = people().map(|(_, p)| p.id.as_str()).collect();
        assert_eq!(ids.len(), people().count());
        let offices: Vec<_> = people().filter(|(_, p)| p.name == "陈志远").map(|(d, _)| &d.name).collect();
        assert_eq!(offices, ["吉林省人力资源和社会保障厅", "长春市人力资源和社会保障局"]);
        let ordinary = departments.iter().filter(|d| d.office != Office::Open);
        assert!(ordinary.into_iter().all(|d| (2..=5).contains(&d.people.len())));
    }

    #[test]
    fn the_check_of_an_organisation_code_is_the_one_of_the_standard() {
        assert_eq!(organisation_check("D2143569"), 'X', "the example of GB 11714");
    }
}
