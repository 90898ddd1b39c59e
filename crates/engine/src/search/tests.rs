//! What is found, and what is marked, in the words of the office.

use jixiang_model::{DepartmentId, UnixMillis};

use super::find::Judge;
use super::*;

fn document() -> Document {
    Document {
        name: "机构编制（人员）实名制信息".to_owned(),
        aliases: vec!["JL-2023-0017".to_owned()],
        columns: ["单位名称", "编制数", "重点单位", "GDP增速", "银行账号"].map(str::to_owned).to_vec(),
        provider: "中共吉林省委机构编制委员会办公室".to_owned(),
        summary: "全省机关事业单位的核定编制与实有人员".to_owned(),
        department: DepartmentId::from_bytes([7; 32]),
        class: 1,
        cycle: 2,
        updated: UnixMillis(5),
    }
}

fn marked(typed: &str, field: Field, text: &str) -> String {
    let mut out = text.to_owned();
    for mark in Query::parse(typed).marks(field, text).into_iter().rev() {
        out.insert(mark.end, ']');
        out.insert(mark.start, '[');
    }
    out
}

#[test]
fn marks_show_signs_pinyin_initials_and_what_is_mixed() {
    let name = "机构编制（人员）编织";
    let cases = [
        ("编制", "机构[编制]（人员）编织"),
        ("编", "机构[编]制（人员）[编]织"),
        ("bianzhi", "机构[编制]（人员）[编织]"),
        ("bianz", "机构[编制]（人员）[编织]"),
        ("bz", "机构[编制]（人员）[编织]"),
        ("bzhi", "机构[编制]（人员）[编织]"),
        ("编z", "机构[编制]（人员）[编织]"),
        ("jg编制", "[机构编制]（人员）编织"),
        ("jgbz", "[机构编制]（人员）编织"),
        ("人员编制", "机构[编制]（[人员]）编织"),
        ("人员 编制", "机构[编制]（[人员]）编织"),
        ("jigoubianzhirenyuan", "机构编制（人员）编织"),
        ("nothing", "机构编制（人员）编织"),
        ("", "机构编制（人员）编织"),
    ];
    for (typed, expected) in cases {
        assert_eq!(marked(typed, Field::Name, name), expected, "{typed}");
    }
}

#[test]
fn latin_words_are_marked_from_their_beginning_in_any_case_and_width() {
    assert_eq!(marked("gdp", Field::Column, "人均ＧＤＰ增速"), "人均[ＧＤＰ]增速");
    assert_eq!(marked("ID", Field::Column, "person_id valid"), "person_[id] valid");
    assert_eq!(marked("2023", Field::Name, "统计2023年鉴12023"), "统计[2023]年鉴12023");
    assert_eq!(marked("人均gdp", Field::Column, "人均ＧＤＰ增速"), "[人均ＧＤＰ]增速");
}

#[test]
fn words_with_several_readings_are_found_by_the_one_that_is_meant() {
    for (typed, text) in [
        ("chongqing", "[重庆]市"),
        ("cq", "[重庆]市"),
        ("yinhang", "[银行]"),
        ("yh", "[银行]"),
        ("changchun", "[长春]"),
        ("shizhang", "[市长]"),
        ("kuaiji", "[会计]"),
        ("diaocha", "[调查]"),
        ("tiaozheng", "[调整]"),
        ("lvhua", "[绿化]"),
        ("luhua", "[绿化]"),
        ("duanlian", "[锻炼]"),
        ("xian", "[西安][县]"),
    ] {
        let plain: String = text.chars().filter(|one| !"[]".contains(*one)).collect();
        let expected = text.replace("][", "");
        assert_eq!(marked(typed, Field::Name, &plain), expected, "{typed}");
    }
}

#[test]
fn initials_and_lone_syllables_leave_summaries_alone() {
    assert_eq!(marked("bz", Field::Summary, "核定编制"), "核定编制");
    assert_eq!(marked("bian", Field::Summary, "核定编制"), "核定编制");
    assert_eq!(marked("bianzhi", Field::Summary, "核定编制"), "核定[编制]");
}

#[test]
fn a_document_is_worth_more_the_better_the_place() {
    let document = document();
    let worth = |typed: &str| Judge::default().document(&Query::parse(typed), &document);
    let order = ["机构编制（人员）实名制信息", "机构", "jigou", "编制", "bz", "编制数", "重点单位", "吉林省委", "核定"];
    let all: Vec<Option<u16>> = order.into_iter().map(worth).collect();
    assert!(all.iter().all(Option::is_some), "{all:?}");
    assert!(worth("机构") > worth("编制"));
    assert!(worth("编制") > worth("bianzhi"));
    assert!(worth("bianzhi") > worth("bz"));
    assert!(worth("bz") > worth("编制数"));
    assert!(worth("编制数") > worth("吉林省委"));
    assert!(worth("吉林省委") > worth("核定"));
    assert!(worth("编制人员") < worth("编制"));
    for nothing in ["编织", "zzz", "zhibian", "机构 财政", "人员编制表", "20230017"] {
        assert_eq!(worth(nothing), None, "{nothing}");
    }
}

#[test]
fn a_document_comes_back_from_its_bytes_and_nothing_else_does() {
    let document = document();
    let bytes = document.to_bytes();
    assert_eq!(Document::from_bytes(&bytes), Some(document));
    assert_eq!(Document::from_bytes(&bytes[1..]), None);
    let text = String::from_utf8(bytes).expect("text");
    assert!(
        text.starts_with(r#"{"name":"机构编制（人员）实名制信息","aliases":["JL-2023-0017"],"columns":["单位名称""#),
        "{text}"
    );
    assert!(text.ends_with(r#""class":1,"cycle":2,"updated":5}"#), "{text}");
}

#[test]
fn whatever_is_typed_and_whatever_is_written_ends() {
    let odd = ["a".repeat(5000), "na".repeat(60), "那".repeat(3000), "\u{0}\u{FFFF}\u{10FFFF}한글ёقازاق".to_owned()];
    for typed in &odd {
        let query = Query::parse(typed);
        for text in &odd {
            let marks = query.marks(Field::Name, text);
            assert!(marks.iter().all(|mark| text.get(mark.clone()).is_some()));
            let document = Document { name: text.clone(), ..document() };
            assert!(terms(&document).is_sorted_by(|one, next| one.0 < next.0));
        }
    }
}
