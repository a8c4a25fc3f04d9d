{%- extends "nbgrader/manage_assignments.tpl" -%}
{%- block sidebar -%}
{{ super() }}
<li role="presentation"><a href="{{ base_url }}/formgrader/queue">Queue: {{ answers_left() }} left</a></li>
{%- endblock -%}
