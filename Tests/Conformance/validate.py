#!/usr/bin/env python3
"""Check GraphQL documents against a schema.

usage: validate.py SCHEMA DOCUMENT...

Prints one line per fault and ends with 1 if there is any; ends with 2 when graphql-core is missing.
Works with graphql-core 2 (Debian 12: apt-get install python3-graphql-core) and 3 (pip install graphql-core).
"""
import sys

try:
    from graphql import parse, validate
    try:
        from graphql import build_schema  # version 3
    except ImportError:
        from graphql import build_ast_schema  # version 2

        def build_schema(text):
            return build_ast_schema(parse(text))
except ImportError:
    print("graphql-core is missing: apt-get install python3-graphql-core, or pip install graphql-core")
    sys.exit(2)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def faults(schema, path):
    try:
        return [error.message for error in validate(schema, parse(read(path)))]
    except Exception as error:  # a syntax error has another type in each version
        return [str(error)]


def main(schema_path, *paths):
    schema = build_schema(read(schema_path))
    found = [f"{path}: {fault}" for path in paths for fault in faults(schema, path)]
    print("\n".join(found) if found else f"{len(paths)} documents are valid")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
