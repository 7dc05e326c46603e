"""The page that builds a net.

Its fields (`net_editor`) are the browser's own while somebody types. The script is told of the whole form, one
change under way, the newest next, and answers with drawing, table and, where the form makes no net, its
sentence. A text that is no number goes into the spec as it is, so that the sentence quotes it.
"""
