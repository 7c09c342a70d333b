"""How sentences of other languages open when they lean on the one before."""

from __future__ import annotations

import re
from typing import Final

_OPENERS = {
    "de": """er sie es ihm ihn ihr ihre ihren ihrem sein seine seinen seinem wir ich du unser unsere dies
        diese dieser
        dieses diesem diesen jene jener jenes derselbe dieselbe dasselbe dort hier da aber doch jedoch
        allerdings
        außerdem zudem ferner deshalb daher darum deswegen dennoch trotzdem dabei dazu damit dann danach
        daraufhin
        anschließend schließlich so also auch und oder denn beispielsweise hingegen dagegen stattdessen
        inzwischen
        mittlerweile unterdessen insgesamt zunächst erstens zweitens beide""",
    "fr": """il elle ils elles on nous vous je tu son sa ses leur leurs ce cet cette ces cela ceci c'est celui
        celle
        ceux celles ici là mais cependant toutefois pourtant néanmoins ainsi donc alors aussi puis ensuite
        enfin
        d'ailleurs or et ou car certes tandis autrement finalement premièrement deuxièmement""",
    "es": """él ella ellos ellas yo nosotros su sus este esta estos estas ese esa esos esas esto eso aquel
        aquella
        aquí allí ahí pero aunque mas sino sin-embargo además también así entonces luego después finalmente y
        o
        pues por-eso por-ello por-lo-tanto por-tanto por-ejemplo asimismo mientras-tanto ambos""",
    "it": """egli ella lui lei essi esse loro io noi suo sua suoi sue questo questa questi queste quello
        quella quelli
        ciò qui lì ma però tuttavia inoltre anche così quindi dunque allora poi infine e o perciò per-questo
        per-esempio infatti intanto entrambi""",
    "pt": """ele ela eles elas eu nós seu sua seus suas este esta estes estas esse essa esses essas isto isso
        aquele
        aquela aqui ali mas porém contudo entretanto todavia além-disso também assim então depois finalmente e
        ou
        por-isso portanto por-exemplo enquanto-isso ambos""",
    "nl": """hij zij ze het wij we ik hun haar zijn dit dat deze die daar hier maar echter toch ook bovendien
        daarom
        daardoor daarna vervolgens dus dan en of want bijvoorbeeld ondertussen tenslotte beide""",
    "ru": """он она оно они я мы ты вы его её ее их мой наш свой это этот эта эти тот та те такой здесь там но
        однако
        также кроме и или поэтому потому затем потом так итак например впрочем тем наконец оба""",
}


def _pattern(openers: str) -> re.Pattern[str]:
    words = sorted(
        (re.escape(word).replace(r"\-", r"\s+") for word in openers.split()), key=len, reverse=True
    )
    return re.compile(rf"^[\"“‘«„(\[\s¿¡]*(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


# By language, without its region.
OPENERS: Final = {language: _pattern(openers) for language, openers in _OPENERS.items()}
