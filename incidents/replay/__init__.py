from incidents.replay.cast import Cast
from incidents.replay.replaying import ReplayReport, replay_log

__all__ = ["Cast", "ReplayReport", "replay_log"]
