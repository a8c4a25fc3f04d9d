{%- extends "nbgrader/gradebook_base.tpl" -%}
{%- block sidebar -%}
{{ super() }}
<li role="presentation"><a href="{{ base_url }}/formgrader/queue">Queue: {{ answers_left() }} left</a></li>
{%- endblock -%}
