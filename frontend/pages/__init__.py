"""All pages, one module a context."""

from litestar.types import ControllerRouterHandler

from frontend.pages.about import router as about
from frontend.pages.absences import router as absences
from frontend.pages.agreement import router as agreement
from frontend.pages.capacity import router as capacity
from frontend.pages.concerns import router as concerns
from frontend.pages.departments import router as departments
from frontend.pages.departures import router as departures
from frontend.pages.desk import router as desk
from frontend.pages.desk_work import router as desk_work
from frontend.pages.documentation import router as documentation
from frontend.pages.engagements import router as engagements
from frontend.pages.flags import router as flags
from frontend.pages.follow import router as follow
from frontend.pages.front import router as front
from frontend.pages.lab import router as lab
from frontend.pages.me import router as me
from frontend.pages.needs import router as needs
from frontend.pages.organisations import router as organisations
from frontend.pages.oversight import router as oversight
from frontend.pages.partnerships import router as partnerships
from frontend.pages.people import router as people
from frontend.pages.posting import router as posting
from frontend.pages.posting_drafts import router as posting_drafts
from frontend.pages.private_link import router as private_link
from frontend.pages.problems import router as problems
from frontend.pages.projects import router as projects
from frontend.pages.routing import router as routing
from frontend.pages.sign_in import router as sign_in
from frontend.pages.succession import router as succession
from frontend.pages.triage import router as triage
from frontend.pages.unit_settings import router as unit_settings
from frontend.pages.vocabulary import router as vocabulary
from frontend.pages.workload import router as workload

PAGES: list[ControllerRouterHandler] = [
    front,
    posting,
    posting_drafts,
    problems,
    follow,
    private_link,
    sign_in,
    about,
    departments,
    people,
    unit_settings,
    absences,
    needs,
    succession,
    workload,
    capacity,
    departures,
    vocabulary,
    documentation,
    oversight,
    partnerships,
    organisations,
    routing,
    triage,
    flags,
    concerns,
    desk,
    desk_work,
    lab,
    projects,
    engagements,
    agreement,
    me,
]
