from slm.exchange.exporting import export_agreement
from slm.exchange.importing import Imported, import_agreement
from slm.exchange.problems import ExchangeError, Problem

__all__ = [
    "ExchangeError",
    "Imported",
    "Problem",
    "export_agreement",
    "import_agreement",
]
