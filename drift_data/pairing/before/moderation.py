"""Leaves out what the dump flags, and prompts and feedback that look like jailbreaks."""

from __future__ import annotations

import polars as pl

from drift_data.pairing.ask import GUIDED, kinds
from drift_data.pairing.rule import find_rule
from drift_data.pairing.screen import Screen
from drift_data.pairing.settings import Pair
from drift_data.sample.policy import Policy

ORDER = 10

_DROP = r"\b(ignore|disregard|forget|override|bypass)"
_ALL = r"(all|any|every|each|of|the|your|my|these|those) "
_ORDERS = r"(instructions?|prompts?|directives?|rules|guidelines|programming)"
_POLICY = r"(polic(y|ies)|guidelines|rules|standards|restrictions|filters?)"
_LIMITS = r"(restrictions?|limitations?|limits|filters?|censorship|rules|guidelines|boundaries|constraints?)"
_MORALS = r"((ethical|moral|legal|content|openai'?s?)( or | and |, | ))+"
_WILD = r"(unrestricted|unfiltered|uncensored|jailbroken|amoral|unethical)"
_IS_AI = r"(ai|chatbot|chat bot|bot|assistant|language model|version of (chatgpt|gpt|yourself|you))\b"

#: Phrases of known jailbreaks, for text in lower case with straight apostrophes, on one line. Precision before recall:
#: each is what a prompt tells the model about the model's own rules, not a topic. The families are those that "Do
#: Anything Now" (arXiv 2308.03825) found: DAN and its kin, developer mode, AIM, personas without limits, orders to drop
#: what the model was told, and orders never to refuse.
JAILBREAKS = (
    # DAN, STAN, AIM and kin.
    r"\bdo anything now\b",
    r"\b(act|stay|respond|answer|pretend to be|you are( now)?|role ?play) (as |like )?(a )?dan\b.{0,80}"
    r"\b(restrict|jailbreak|classic|chatgpt|not subject to|not bound|can do anything|refuse)",
    r"\b(freed|free) (of|from) (the )?(typical|usual|normal) confines of ai\b",
    r"\bstrives? to avoid norms\b",
    r"\balways intelligent and machiavellian\b",
    r"\b(chatgpt|gpt-?[345]\w*|claude|gemini|llama|bard|ai|language model) (with|in) "
    r".?(developer|dan|jailbreak|god|evil) mode\b",
    r"\bno matter how (immoral|unethical|illegal)",
    r"\[🔓|\[🔒|\[jailbreak\]",
    # Orders to drop what the model was told.
    rf"{_DROP} ({_ALL})*(previous|prior|preceding|above|earlier|existing|original|initial|system) {_ORDERS}\b",
    rf"{_DROP} ({_ALL})*{_ORDERS} (that )?(you('ve| have)? )?(were |been )?(given|got|received|told|had)\b"
    r".{0,30}\b(before|previously|until now|so far|earlier)\b",
    rf"{_DROP} ({_ALL})*((openai|anthropic|google|meta)'?s? |your )"
    rf"(content |usage |use |safety |ethical |moral )*{_POLICY}\b",
    r"\b(not|n't) (have to |be )?(bound by|subject to|abide by|comply with|follow|adhere to) "
    rf"(any |the )?openai'?s? .{{0,20}}{_POLICY}\b",
    r"\b(not|n't|never|no longer) have to (abide by|follow|obey|adhere to|comply with) "
    rf"the {_POLICY} (imposed|set|given|placed) ",
    # Personas without limits.
    r"\byou('re| are| have| will| can| must)\b[^.!?]{0,40}\b(no|without|free of|not bound by|not limited by) "
    rf"(all |any )?{_MORALS}{_LIMITS}\b",
    r"\b(you|dan|it|he|she|aim|\w*gpt|who) (has|have) no "
    r"(ethics or morals?|morals? or ethics|(ethical or moral|moral or ethical) \w+)\b",
    rf"\b(is|be|as|are|'re) (now )?an? (completely |totally |fully )?{_WILD}( and {_WILD})? {_IS_AI}",
    # Orders never to refuse.
    r"\b(you|dan|it) ((must|will|should|can|shall) )?(never|not|cannot|can't)( ever)? (refuse|reject|decline) "
    r"(to answer |to respond to |to do )?(any|a|my|the user'?s?|direct) (human |direct )?"
    r"(request|order|question|prompt|command|instruction)",
    r"\b(never|don't|do not|must not|cannot|can't|none of your (responses|answers) (should|will)) (ever )?"
    r"(say|tell me|inform me)\b.{0,20}\byou (can't|cannot|can not|are unable to) do (something|anything|that|it)\b",
    # The same in other languages.
    r"忽略(你|您)?(之前|以前|前面|上面|先前)(的|所有|任何|全部)*(指令|指示|提示词|规则|限制)",
    r"你[^。？?]{0,12}(不受|没有|无视)(任何|所有|一切)?(道德|伦理|法律)[^。？?]{0,8}(限制|约束|束缚)",
    r"игнорируй(те)? (все |любые )*(предыдущие|прежние|прошлые) (инструкции|указания|правила)",
    r"ignor(a|e|ez|i) (todas |toutes |tutte )?(las |les |as |le )?(instrucciones|instructions|instruções|istruzioni) "
    r"(anteriores|previas|précédentes|precedenti)",
    r"ignorier(e|t|en sie) (bitte )?(alle )?(deine |ihre )?(vorherigen|bisherigen|vorigen) (anweisungen|regeln)",
)

#: A phrase is looked for where it speaks to the model: in what the user and the system say.
_ASKS = pl.element().struct.field("role").is_in(["user", "system"])


def build(pair: Pair, policy: Policy | None) -> Screen | None:
    moderation = pair.moderation
    if not (moderation.toxic or moderation.redacted or moderation.jailbreaks):
        return None
    guided = GUIDED in kinds(find_rule(pair.rule), pair)
    jailbreak = looks_like_a_jailbreak(guided) if moderation.jailbreaks else pl.lit(False)

    def leave_out(rows: pl.DataFrame) -> pl.DataFrame:
        return rows.with_columns(
            reason=pl.when(pl.lit(moderation.toxic) & pl.col("toxic"))
            .then(pl.lit("flagged as toxic"))
            .when(pl.lit(moderation.redacted) & pl.col("redacted"))
            .then(pl.lit("redacted in the dump"))
            .when(jailbreak)
            .then(pl.lit("looks like a jailbreak"))
        )

    return leave_out


def looks_like_a_jailbreak(guided: bool) -> pl.Expr:
    """Whether one of the messages in `prompt` asks for a jailbreak; with guidance the policy reads `feedback` too."""
    prompt = pl.col("prompt").list.eval(_ASKS & _found(pl.element().struct.field("content"))).list.any()
    return prompt | _found(pl.col("feedback")).fill_null(False) if guided else prompt


def _found(content: pl.Expr) -> pl.Expr:
    text = content.str.to_lowercase().str.replace_all("[’‘]", "'").str.replace_all(r"\s+", " ")
    # An ASCII \b keeps the engine fast where a text has other letters; no phrase has any beside its \b.
    patterns = "|".join(f"(?:{pattern})" for pattern in JAILBREAKS).replace(r"\b", r"(?-u:\b)")
    return text.str.contains(patterns)
