"""The workbench: a case in the browser, and the documented JSON API that its pages use."""
