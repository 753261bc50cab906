"""The words that the tasks are about."""

from __future__ import annotations

_LISTS = {
    "animals": "ant bear cow crab deer duck eel fox goat hare lion mole otter pig rat seal toad wolf",
    "fruits": "apple banana cherry date fig grape kiwi lemon mango olive orange peach pear plum quince",
    "colours": "amber beige black blue brown green grey ivory pink purple red teal white yellow",
    "tools": "axe brush chisel drill file hammer hoe knife ladder pliers rake shovel spanner wrench",
    "cities": "Athens Berlin Cairo Dublin Geneva Havana Lima London Madrid Oslo Paris Quito Rome Tokyo",
}
CATEGORIES = {category: words.split() for category, words in _LISTS.items()}
WORDS = sorted(word for words in CATEGORIES.values() for word in words)
CATEGORY = {word: category for category, words in CATEGORIES.items() for word in words}
NUMBERS = ["zero", "one", "two", "three", "four", "five", "six"]
