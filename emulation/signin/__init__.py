"""Signing in: what we tell django-allauth and django-axes, which do the work.

`limits` who may try a password again and when · `browsers` those an account has signed in from · `seals` the secrets of
second factors · `factors` who must have one · `devices` what a browser is called · `adapters`, `forms` allauth's hooks.
"""
