from core.jobs import JobKind, register_job
from sms.demo.seeding import KIND, make_demonstration

register_job(JobKind(KIND, make_demonstration))
