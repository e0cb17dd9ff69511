"""Reads PDF files with PDFium, and nothing else does: pages with their characters, pictures, what is hidden."""

from ingest.pdfium.reader import PdfReader, RawPage

__all__ = ["PdfReader", "RawPage"]
