"""How the bundled encoder and lexicon are trained from aligned federal law. Nothing at run time imports it."""
