from django.urls import path

from accounts.views import organisations, people, profile, sign_in, teams, tokens

PERSON = "manage/people/<int:pk>/"
ORGANISATION = "manage/organisations/<int:pk>/"
TEAM = "manage/teams/<int:pk>/"

urlpatterns = [
    # Before allauth's own: addresses are changed by those who manage people.
    path("accounts/email/", sign_in.closed, name="account_email_closed"),
    path("profile/", profile.profile, name="profile"),
    path("language/", profile.set_language, name="set_language"),
    path("profile/tokens/", tokens.token_list, name="token_list"),
    path("profile/tokens/new/", tokens.token_new, name="token_new"),
    path("profile/tokens/<int:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("manage/people/", people.person_list, name="person_list"),
    path("manage/people/new/", people.person_new, name="person_new"),
    path("manage/people/import/", people.person_import, name="person_import"),
    path(PERSON, people.person_detail, name="person_detail"),
    path(f"{PERSON}edit/", people.person_edit, name="person_edit"),
    path(f"{PERSON}roles/", people.person_roles, name="person_roles"),
    path(f"{PERSON}invite/", people.person_invite, name="person_invite"),
    path(f"{PERSON}deactivate/", people.person_deactivate, name="person_deactivate"),
    path(f"{PERSON}reactivate/", people.person_reactivate, name="person_reactivate"),
    path(f"{PERSON}erase/", people.person_erase, name="person_erase"),
    path(f"{PERSON}sign-out/", people.person_sign_out, name="person_sign_out"),
    path(
        "manage/organisations/",
        organisations.organisation_list,
        name="organisation_list",
    ),
    path(
        "manage/organisations/new/",
        organisations.organisation_new,
        name="organisation_new",
    ),
    path(ORGANISATION, organisations.organisation_detail, name="organisation_detail"),
    path(
        f"{ORGANISATION}edit/",
        organisations.organisation_edit,
        name="organisation_edit",
    ),
    path(
        f"{ORGANISATION}locations/new/",
        organisations.location_new,
        name="location_new",
    ),
    path(
        "manage/locations/<int:pk>/edit/",
        organisations.location_edit,
        name="location_edit",
    ),
    path("manage/teams/", teams.team_list, name="team_list"),
    path("manage/teams/new/", teams.team_new, name="team_new"),
    path(TEAM, teams.team_detail, name="team_detail"),
    path(f"{TEAM}edit/", teams.team_edit, name="team_edit"),
    path(
        f"{TEAM}members/<int:person_id>/remove/",
        teams.member_remove,
        name="member_remove",
    ),
    path(f"{TEAM}members/<int:person_id>/lead/", teams.member_lead, name="member_lead"),
]
