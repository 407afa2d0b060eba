"""S3 with Swift's answers: moto underneath, Swift's refusals and delays on top."""

from standin.s3.answers import Answers, Generation
from standin.s3.server import S3Server, serve_s3

__all__ = ["Answers", "Generation", "S3Server", "serve_s3"]
