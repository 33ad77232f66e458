"""Prints what the matrix found, front and client by dialect: python3 conformance/table.py FILE

The file has a line for each test: client, dialect, and ok or FAIL. Exits 1 if a cell is missing or
failed."""

import sys
from collections import defaultdict

DIALECTS = "openai azure anthropic bedrock gemini openai-responses dashscope ollama".split()


def front(client):
    name = client.lower()
    if "anthropic" in name:
        return "messages"
    return "responses" if "responses" in name else "chat"


def main(path):
    cells = defaultdict(list)
    with open(path, encoding="utf-8") as file:
        for line in file:
            client, dialect, outcome = line.rstrip("\n").split("\t")
            cells[front(client), client, dialect].append(outcome)
    rows = [("front", "client", *DIALECTS)]
    whole = bool(cells)
    for where in sorted({key[:2] for key in cells}):
        row = []
        for dialect in DIALECTS:
            outcomes = cells.get((*where, dialect), ["missing"])
            ok = outcomes.count("ok")
            row.append("ok" if ok == len(outcomes) else f"FAIL {len(outcomes) - ok}/{len(outcomes)}")
            whole &= row[-1] == "ok"
        rows.append((*where, *row))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
