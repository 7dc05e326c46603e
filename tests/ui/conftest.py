from tests.helpers.components import search_once

search_once()
