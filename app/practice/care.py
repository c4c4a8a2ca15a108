"""When a trainee asks the coach while in distress or in danger: hear it, and name real help.

Heard generously, since missing it costs more than a kind answer that was not needed. Words
about the client ("he wants to kill himself") or quoted from them are a question about practice.
"""

import re

from app.assessment.sentences import plain, with_apostrophes
from app.domain.persona import Persona

ANSWER = """\
Let us leave the practice here: what you write sounds as if you are not well yourself, and that \
comes first. I am sorry that it is this hard. Please do not go on alone. Tell your supervisor or \
someone you trust now, in plain words, and stay near another person. Crisis lines answer at any \
hour: 988 by phone or text in the United States and Canada, 116 123 (Samaritans) in the United \
Kingdom and Ireland; findahelpline.com lists others. If you or anyone else could come to harm, \
call your local emergency number (911, 999, 112) or go to the nearest emergency department now. \
No person reads what you write here, and this program cannot call anyone for you. The session \
is kept and can wait. If you were asking about the client after all, ask again in other words."""

_SPELLED = tuple(
    (re.compile(pattern), plainly)
    for pattern, plainly in (
        (r"\s+", " "),
        (r"\bi am\b", "i'm"),
        (r"\bi have\b", "i've"),
        (r"\b(?:cannot|can not)\b", "can't"),
        (r"\bdo not\b", "don't"),
        (r"\bwanna\b", "want to"),
        (r"\bgonna\b", "going to"),
        (r"\bany more\b", "anymore"),
    )
)
_VERY = (
    r"(?:(?:just|really|very|so|still|also|truly|honestly|actually|kind of|sort of|a bit|a little"
    r"|too|now|right now|always|often|sometimes|constantly|seriously|completely|totally|pretty"
    r"|feeling|being|been|starting to be|getting|quite|extremely|absolutely|again|only|do|even"
    r"|secretly|all|doing|having|thinking) )*"
)
_I_AM = r"(?:\bi(?:'m|'ve been| was| feel| felt| keep| get)|^(?:feeling|feel|am)) " + _VERY
_I_WISH = (
    rf"(?:\bi(?:'m|'d|'ve| would| could)? {_VERY}(?:want|wanted|wish|rather|need|planning|going"
    r"|ready|tempted|about|trying|hoping|hope|like)|^want) (?:to |i could |that i could )?" + _VERY
)
_HARMED = r"(?:rap|assault|attack|beat|abus|threaten|stalk|strangl|chok|hit|hurt)(?:e|en|ed|ing|s)?"
_ABOUT_WORK = (
    r"\b(?! (?:risk|assess\w*|question\w*|prevention|screening|as|with|in|here"
    r"|there|for|on)\b)"
)
_WITH_WORK = r"\b(?!,? (?:with|at (?:this|it|\w+ing)|to|for|here|enough|in this|am i)\b)"

_AGAINST_ONESELF = (
    r"\b(?:kill|hurt|harm|cut|injur|hang|shoot|drown|poison|starv|stab|burn|unaliv|hat|end|off)"
    r"(?:e|ing|ting|ning|ed|s)? myself\b(?! (?:off|short|out)\b)",
    r"\bkms\b",
    r"\b(?:end|ending|take|taking) my (?:own )?life\b",
    r"\bmy (?:own )?(?:suicid\w*|self-? ?harm\w*) (?:thoughts?|feelings|ideation|plan|urges?|note)",
    rf"{_I_AM}suicidal\b",
    rf"{_I_AM}(?:of |about |like )?(?:suicide|dying|death|ending (?:it|things|everything))"
    + _ABOUT_WORK,
    r"\bi(?:'ve| get| keep| still| had)(?: \w+){0,2}? (?:suicidal (?:thought|urge)"
    r"|thoughts? of (?:suicide|dying|death|ending))",
    r"\bi (?:think|thought)(?: a lot)? (?:about|of) (?:suicide|dying|ending it)" + _ABOUT_WORK,
    rf"{_I_WISH}(?:die(?! down)|dead|be dead|disappear|end (?:it all|my life)|not wake up"
    r"|not be (?:alive|around)|(?:commit )?suicide|never wake up)\b",
    r"\bi wish (?:that )?i (?:was|were|wasn't|weren't|hadn't been|had never been|could)"
    r" (?:just )?(?:dead|here|around|alive|born|die|disappear)\b",
    r"\bi(?:'d| would|'m)(?: be)? better off dead",
    r"\bi want (?:it all|everything|my life|the pain) to (?:end|stop|be over)\b",
    r"\b(?:nobody|no one)(?: would| will|'d) (?:even )?(?:miss me|care if i)\b",
    r"\bi(?:'ve been|'m| still| started| keep| want to| have to)? self-? ?harm",
    r"\bi(?:'ve been|'ve started| started| keep| kept) cutting\b"
    r"(?! (?:him|her|them|it|in|off|down|back|short|people)\b)",
    r"\bi'm (?:a danger to myself|at risk)\b",
    r"\b(?:everyone|everybody|people|world|my \w+|all) (?:\w+ ){0,3}?"
    r"(?:better off|happier) (?:without me|if i)\b",
    rf"\bi(?:'m)? {_VERY}(?:tired|sick|done) (?:of|with) (?:living|life|being alive|it all)",
    r"\bi(?:'ve)?(?: got| see| have)? (?:no|nothing) (?:reason |point )?"
    r"(?:to live|to go on|in living|in going on)",
    r"\bmy life (?:is|isn't|is not|has) (?:\w+ ){0,2}?(?:worth|over|pointless|meaning)",
    r"\bi(?:'ve)? (?:just )?(?:overdosed|relapsed"
    r"|(?:taken|took|swallowed) (?:\w+ ){0,4}?(?:pills|tablets|overdose))\b",
)
_VIOLENCE = (
    r"\bi(?:'m| want| might| could|'d) (?:\w+ ){0,3}?(?:kill|hurt|harm|hurting|killing)"
    r" (?:someone|somebody|people|my (?!client|patient)\w+)\b",
    rf"\bi(?:'m being|'ve been|'ve just been| was just) (?:\w+ )?{_HARMED}\b"
    r"(?! with\b)(?! by (?!my (?!client|patient)))",
    r"\bi (?:was|got) (?:raped|assaulted|abused|beaten up)\b",
    rf"\b(?:he|she|someone) (?:\w+ )?{_HARMED} me (?:at home|at work)\b",
    r"\bscared for my life\b",
    r"\bmy (?:husband|wife|partner|boyfriend|girlfriend|ex|dad|father|mom|mother|brother|son"
    rf"|stepfather|stepdad|boss|roommate) (?:\w+ ){{0,3}}?{_HARMED} me\b",
)
_NOT_WELL = (
    r"\bi(?:'m|'ve been| feel) (?:\w+ ){0,3}?not (?:\w+ )?(?:well|ok|okay|safe|fine|alright"
    r"|all right|coping|in a good place)" + _WITH_WORK,
    r"^(?:really |so )?not (?:well|ok|okay|safe|coping)" + _WITH_WORK,
    r"\bi don't feel (?:\w+ )?(?:well|ok|okay|safe|alright)" + _WITH_WORK,
    rf"{_I_AM}(?:unsafe|unwell|hopeless|worthless|desperate|trapped|overwhelmed|panicking|empty"
    r"|falling apart|breaking (?:down|apart)|spirall?ing"
    r"|losing (?:it|my mind|control of myself)|(?:shaking and )?crying"
    r"|in (?:danger|crisis|despair|tears|a (?:very |really )?(?:dark|bad) place)|a panic attack"
    r"|(?:scared|afraid|frightened) of (?:myself|what i)|at (?:the end of my rope|my limit"
    r"|my breaking point)|burned out|burnt out|depressed|traumatized|triggered)\b(?! at\b)",
    r"\bi(?:'ve| just)? (?:had|having|have) (?:a|another) "
    r"(?:panic attack|breakdown(?! of)|flashback)",
    r"\bi(?: just| really)? (?:can't|couldn't|don't want to|don't (?:know if|think) i can) "
    r"(?:\w+ )?(?:go on(?! to\b)|cope|live|wake up|exist|take (?:it|this|anymore)"
    r"|do this anymore|keep (?:going|living)"
    r"|be (?:here|alive)|breathe|stop (?:crying|shaking)|bear (?:it|this)|survive|hold on"
    r"|stand (?:it|this) anymore)\b",
    r"\bi (?:don't see|can't see|see) (?:a|any|no) way out\b",
    r"^can't (?:go on|cope|take (?:it|this|anymore)|do this anymore|keep going|breathe)\b",
    r"\b(?:too much for me|hate my life|trigger(?:s|ed|ing) me)\b",
    r"\bi need (?:\w+ )?help (?:for )?myself\b|\bi need (?:real|professional|urgent) help\b",
)
# Said of no one in particular: of the trainee where nobody else is spoken of.
_OF_NO_ONE = re.compile(
    r"\bno (?:point|sense) in (?:living|life|going on)\b|\blife (?:isn't|is not) worth\b"
    r"|\beverything (?:is|feels) (?:so )?(?:hopeless|pointless)\b|\bno way out\b"
)
_SUICIDAL = re.compile("|".join(_AGAINST_ONESELF))
_IN_TROUBLE = re.compile("|".join((*_AGAINST_ONESELF, *_VIOLENCE, *_NOT_WELL)))
_QUOTED = re.compile(r"\"[^\"]*\"|(?<!\w)'[^\"]{1,200}?'(?!\w)")
_ASKS_ABOUT_WORDS = (
    r"\b(?:he|she|client|patient|respond|answer|reply|react"
    r"|what (?:do|should|can|could) i (?:say|do)|how (?:do|should|can|could) i{names})\b"
)
_OTHERS = r"\b(?:he|she|his|her|him|client|patient{names})\b"
_REPORTED = (
    r"\b(?:he|she|client|patient{names}) (?:\w+ )?(?:says?|said|saying|tells? me|told me|writes?"
    r"|wrote|goes|answers?|yells?|shouts?|screams?)(?: that)?[:,]? (?:well,? |yeah,? )?"
    r"(?:i(?:'\w+)?(?: (?!and\b|so\b|but\b|then\b)\w+){{0,3}} )?$"
)
_CLIENTS_SAFETY = re.compile(
    r"\bsuicid\w*|\bself-? ?harm\w*"
    r"|\b(?:kill|hurt|harm|cut)(?:ing|ting|s)? (?:himself|herself|themsel\w+|yourself|someone"
    r"|somebody|anyone)\b"
    r"|\b(?:want|wants|wanted|wanting|wish|wishes) (?:to die|to be dead)\b"
    r"|\b(?:end|ends|ending|take|takes|taking) (?:it all"
    r"|(?:his|her|their|your)(?: own)? li(?:fe|ves))\b"
    r"|\bbetter off (?:dead|without (?:him|her|them))\b"
    r"|\b(?:is|are) (?:he|she|they|the client|my client) (?:\w+ )?(?:safe|in danger|at risk)\b"
)


def in_trouble(question: str, *personas: Persona) -> bool:
    """Whether a question to the coach speaks of the trainee's own distress or danger.

    ``personas`` are the clients: what is asked of them is a question about practice.
    """
    called = {name for persona in personas for name in persona.name.split()}
    names = "".join("|" + re.escape(plain(name)) for name in sorted(called))
    asks_about_words = re.compile(_ASKS_ABOUT_WORDS.format(names=names))
    reported = re.compile(_REPORTED.format(names=names))
    text = _spelled(question)
    unquoted = _QUOTED.sub(" ", text)
    if asks_about_words.search(unquoted):
        text = unquoted
    if _OF_NO_ONE.search(text) and not re.search(_OTHERS.format(names=names), text):
        return True
    return any(
        not reported.search(sentence[max(0, match.start() - 80) : match.start()])
        for sentence in re.split(r"(?<=[.?!;\n]) *", text)
        for match in _IN_TROUBLE.finditer(sentence.strip())
    )


def asks_about_clients_safety(question: str) -> bool:
    """Whether a question is about suicide, self-harm or danger; ask ``in_trouble`` first."""
    text = _spelled(question)
    # In the first person it is the client who is quoted.
    return any(pattern.search(text) for pattern in (_CLIENTS_SAFETY, _SUICIDAL))


def _spelled(text: str) -> str:
    """Lower case, one blank between words, and one spelling for what has several."""
    flat, _ = with_apostrophes(plain(text))
    for pattern, plainly in _SPELLED:
        flat = pattern.sub(plainly, flat)
    return flat.strip()
