"""The language of a text is named when it is clear, and left open when it is not."""

from __future__ import annotations

import pytest

from briefings.text import detect_language
from briefings.text.english import commonness, is_english

SAID = {
    "en": "The government said on Monday that it would not change the law before the end of the year.",
    "fr": "Le gouvernement a annoncé lundi qu'il ne changerait pas la loi avant la fin de l'année.",
    "de": "Die Regierung teilte am Montag mit, dass sie das Gesetz nicht vor Ende des Jahres ändern werde.",
    "es": "El gobierno anunció el lunes que no cambiará la ley antes de que termine el año.",
    "pt": "O governo anunciou na segunda-feira que não vai mudar a lei antes do fim do ano.",
    "it": "Il governo ha annunciato lunedì che non cambierà la legge prima della fine dell'anno.",
    "nl": "De regering heeft maandag gezegd dat zij de wet niet voor het einde van het jaar zal wijzigen.",
    "sv": "Regeringen sade på måndagen att den inte kommer att ändra lagen före årets slut.",
    "pl": "Rząd poinformował w poniedziałek, że nie zmieni prawa przed końcem roku, ale to nie jest pewne.",
    "tr": "Hükümet pazartesi günü yasayı yıl sonundan önce değiştirmeyeceğini söyledi ve bu çok önemli.",
    "vi": "Chính phủ cho biết hôm thứ Hai rằng họ sẽ không thay đổi luật trước cuối năm.",
    "ru": "Правительство сообщило в понедельник, что не будет менять закон до конца года.",
    "uk": "Уряд повідомив у понеділок, що не буде змінювати закон до кінця року, але це ще не все.",
    "el": "Η κυβέρνηση ανακοίνωσε τη Δευτέρα ότι δεν θα αλλάξει τον νόμο πριν από το τέλος του έτους.",
    "ar": "قالت الحكومة يوم الاثنين إنها لن تغير القانون قبل نهاية العام الحالي في البلاد",
    "fa": "دولت روز دوشنبه اعلام کرد که قانون را تا پایان سال تغییر نخواهد داد و این به مردم بستگی دارد",
    "he": "הממשלה הודיעה ביום שני שהיא לא תשנה את החוק לפני סוף השנה",
    "hi": "सरकार ने सोमवार को कहा कि वह साल के अंत से पहले कानून में बदलाव नहीं करेगी।",
    "ja": "政府は月曜日、年末までに法律を変更しないと発表した。",
    "ko": "정부는 월요일에 연말까지 법을 바꾸지 않겠다고 밝혔다.",
    "zh": "政府周一表示，年底前不会修改法律。",
    "th": "รัฐบาลกล่าวเมื่อวันจันทร์ว่าจะไม่เปลี่ยนกฎหมายก่อนสิ้นปี",
}


@pytest.mark.parametrize("language", SAID)
def test_a_sentence_is_enough(language: str) -> None:
    """One sentence of everyday news names its language."""
    assert language == detect_language(SAID[language])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "TikTok",
        "2025-01-21 06:17",
        "Share - WeChat",
        "Harbour Post Online",
        "By Jane Roe | Harbour Post",
        "Qwxz plmk vrtb zzyx kkjh ppwq lmno grbl",
        f"{SAID['zh']} {SAID['ru'][:40]} {SAID['en'][:30]}",
    ],
)
def test_short_and_mixed_texts_stay_open(text: str) -> None:
    """A name, a date, a line of words nobody knows or a mix of scripts has no language."""
    assert detect_language(text) == "und"


def test_common_words_are_english() -> None:
    """Everyday words are known and common; a name that is no word is neither."""
    assert [is_english("police"), is_english("tiktok")] == [True, False]
    assert [1.0, 0.0] == [commonness("the"), commonness("tiktok")]
    assert commonness("say") > commonness("refugee")
