//! How a character is read, without tones: its usual reading, and the others of characters that have several in common
//! words (重庆 chong, 银行 hang, 长春 chang). It refuses rare readings, which would only make false hits.

use std::sync::OnceLock;

use pinyin::ToPinyin as _;

use super::syllables::Syllable;

/// Characters with more than one reading in words, names and places of everyday, and their further readings.
#[rustfmt::skip]
const FURTHER: &[(char, &[&str])] = &[
    ('重', &["chong"]), ('行', &["hang"]), ('长', &["chang"]), ('调', &["tiao"]), ('会', &["kuai"]), ('乐', &["yue"]),
    ('参', &["shen", "cen"]), ('单', &["shan", "chan"]), ('省', &["xing"]), ('车', &["ju"]), ('都', &["du"]),
    ('地', &["de"]), ('还', &["huan"]), ('率', &["shuai"]), ('校', &["jiao"]), ('降', &["xiang"]), ('强', &["jiang"]),
    ('传', &["zhuan"]), ('藏', &["zang"]), ('弹', &["tan"]), ('差', &["chai"]), ('便', &["pian"]), ('石', &["dan"]),
    ('系', &["ji"]), ('属', &["zhu"]), ('圈', &["juan"]), ('角', &["jue"]), ('给', &["ji"]), ('种', &["chong"]),
    ('朝', &["zhao"]), ('曾', &["zeng"]), ('盛', &["cheng"]), ('解', &["xie"]), ('区', &["ou"]), ('秘', &["bi"]),
    ('厦', &["xia"]), ('六', &["lu"]), ('蚌', &["beng"]), ('番', &["pan"]), ('尉', &["yu"]), ('宿', &["xiu"]),
    ('色', &["shai"]), ('露', &["lou"]), ('薄', &["bo"]), ('血', &["xie"]), ('削', &["xiao"]), ('没', &["mo"]),
    ('识', &["zhi"]), ('折', &["she"]), ('落', &["la", "lao"]), ('堡', &["pu", "bu"]), ('泊', &["bo"]), ('大', &["dai"]),
    ('什', &["shi"]), ('查', &["zha"]), ('尺', &["che"]), ('的', &["di"]), ('度', &["duo"]), ('员', &["yun"]),
    ('合', &["ge"]), ('和', &["huo"]), ('奇', &["ji"]), ('卡', &["qia"]), ('提', &["di"]), ('模', &["mu"]),
    ('贾', &["gu"]), ('仇', &["qiu"]), ('翟', &["zhai"]), ('缪', &["miao"]), ('着', &["zhuo", "zhao"]), ('得', &["dei"]),
    ('覃', &["qin"]), ('万', &["mo"]), ('洗', &["xian"]), ('冼', &["xian"]), ('乾', &["gan"]),
    ('粘', &["nian"]), ('壳', &["qiao"]), ('轧', &["zha"]), ('咽', &["yan"]), ('囤', &["dun"]),
    ('吓', &["he"]), ('巷', &["hang"]), ('虹', &["jiang"]), ('郫', &["pi"]), ('铅', &["yan"]),
    ('柏', &["bo"]), ('剥', &["bao"]), ('伽', &["jia"]), ('浚', &["xun"]), ('阿', &["e"]), ('熟', &["shou"]),
    ('繁', &["po"]), ('谁', &["shei"]), ('盖', &["ge"]), ('食', &["si"]), ('说', &["shui"]),
    ('被', &["pi"]), ('陂', &["pi"]), ('伺', &["ci"]),
    ('脉', &["mo"]), ('那', &["nei"]), ('似', &["si"]), ('遗', &["wei"]), ('拓', &["ta"]), ('稽', &["qi"]),
    ('畜', &["xu"]), ('屏', &["bing"]), ('浒', &["xu"]), ('歙', &["she"]), ('莘', &["xin"]),
    ('芥', &["gai"]), ('澄', &["deng"]), ('称', &["chen"]), ('臭', &["xiu"]), ('读', &["dou"]), ('颤', &["zhan"]),
];

/// The most readings of a character that are known.
const MOST: usize = 4;
/// The characters whose readings are held ready: the common block of Unicode (CJK Unified Ideographs).
const COMMON: std::ops::RangeInclusive<u32> = 0x4E00..=0x9FFF;

/// The readings of a character, the usual one first; none for what is not Chinese.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Readings {
    of: [u16; MOST],
    many: u8,
}

impl Readings {
    fn add(&mut self, letters: &str) {
        let Some(Syllable(number)) = Syllable::named(letters) else {
            return;
        };
        let many = usize::from(self.many);
        if many < MOST && !self.of[..many].contains(&number) {
            self.of[many] = number;
            self.many += 1;
        }
    }

    /// Whether there is none.
    pub(crate) const fn is_empty(&self) -> bool {
        self.many == 0
    }

    /// One after the other.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Syllable> + '_ {
        self.of[..usize::from(self.many)].iter().map(|number| Syllable(*number))
    }
}

/// The readings of a character.
pub(crate) fn readings(character: char) -> Readings {
    static READY: OnceLock<Vec<Readings>> = OnceLock::new();
    let code = u32::from(character);
    if !COMMON.contains(&code) {
        return look_up(character);
    }
    let ready =
        READY.get_or_init(|| COMMON.map(|code| char::from_u32(code).map(look_up).unwrap_or_default()).collect());
    ready[(code - COMMON.start()) as usize]
}

fn look_up(character: char) -> Readings {
    let mut readings = Readings::default();
    let Some(usual) = character.to_pinyin() else {
        return readings;
    };
    // Keyboards have no ü: it is typed as v, and by many as u.
    let usual = usual.plain();
    readings.add(&usual.replace('ü', "v"));
    readings.add(&usual.replace('ü', "u"));
    let further = FURTHER.iter().filter(|(of, _)| *of == character);
    further.flat_map(|(_, letters)| *letters).for_each(|letters| readings.add(letters));
    readings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(character: char) -> Vec<&'static str> {
        readings(character).iter().map(Syllable::letters).collect()
    }

    #[test]
    fn the_usual_reading_comes_first_and_common_others_follow() {
        assert_eq!(read('编'), ["bian"]);
        assert_eq!(read('重'), ["zhong", "chong"]);
        assert_eq!(read('行'), ["xing", "hang"]);
        assert_eq!(read('长'), ["zhang", "chang"]);
        assert_eq!(read('绿'), ["lv", "lu"]);
        assert_eq!(read('略'), ["lve", "lue"]);
        assert_eq!(read('〇'), ["ling"]);
        assert!(read('a').is_empty());
        assert!(read('，').is_empty());
    }

    #[test]
    fn nearly_every_character_of_the_common_block_has_a_reading_of_the_table() {
        let without = COMMON.filter_map(char::from_u32).filter(|one| readings(*one).many == 0).count();
        assert!(without < 150, "{without} characters cannot be typed");
    }

    #[test]
    fn every_further_reading_is_a_syllable_and_differs_from_the_others() {
        for (character, letters) in FURTHER {
            for letters in *letters {
                assert!(Syllable::named(letters).is_some(), "{character} {letters}");
            }
        }
    }
}
