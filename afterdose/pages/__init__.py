"""Protocols as documents for clinicians: decision-table pages, exports, differences."""
