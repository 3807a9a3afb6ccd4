"""How the API cuts long lists."""

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """Numbered pages of 50, at most 200 by `?page_size=`."""

    page_size_query_param = "page_size"
    max_page_size = 200
