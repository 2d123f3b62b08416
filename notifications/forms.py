from typing import Any

from django import forms

from core.models import User
from notifications.selectors import wishes_of
from notifications.topics import Topic, Wish, topics_for


class PreferencesForm(forms.Form):
    """Two boxes for every topic: tell me in the inbox, tell me by mail."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = topics_for(user)
        current = wishes_of(user)
        for topic in self.topics:
            wish = current[topic.key]
            for way, is_wanted in (("inbox", wish.inbox), ("mail", wish.mail)):
                self.fields[f"{topic.key}-{way}"] = forms.BooleanField(
                    required=False, initial=is_wanted, label=str(topic.label)
                )

    def rows(self) -> list[tuple[Topic, forms.BoundField, forms.BoundField]]:
        """Return each topic with its two boxes, for the table."""
        return [
            (topic, self[f"{topic.key}-inbox"], self[f"{topic.key}-mail"])
            for topic in self.topics
        ]

    def wishes(self) -> dict[str, Wish]:
        """Return what was chosen."""
        chosen = self.cleaned_data
        return {
            topic.key: Wish(chosen[f"{topic.key}-inbox"], chosen[f"{topic.key}-mail"])
            for topic in self.topics
        }
