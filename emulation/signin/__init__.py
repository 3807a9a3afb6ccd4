"""Signing in: what we tell django-allauth and django-axes, which do the work.

`limits` who may try again and when · `browsers` those an account has signed in from · `sessions` what is open ·
`factors` who must have a second one · `seals` their secrets · `passwords` those handed over · `office` its own
sign-in · `devices` what a browser is called · `adapters`, `forms` the packages' hooks.
"""
