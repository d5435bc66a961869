"""What token_statistics.py prints, from node reports: report_statistics.py HOST:PORT"""
import sys
from token_statistics import print_statistics, read

def events_of(report):  # The token events of a report, with the fields that are used here.
    for run in report["runs"]:
        time = report["baseTimeMicros"] + run["startOffsetMicros"]
        for chunk, since in enumerate([run["sinceMicros"], *run["gapMicros"]]):
            time += since if chunk else 0
            yield {"bootId": report["bootId"], "request": run["request"], "choice": run["choice"],
                   "index": run["firstIndex"] + chunk, "model": report["series"][run["series"]]["model"],
                   "timeMicros": time, "sinceMicros": since, "tokens": run["tokens"][chunk] if run["tokens"] else 1,
                   "firstOfRequest": run["firstOfRequest"] and chunk == 0}

if __name__ == "__main__":
    reports = read(sys.argv[1], "tokenpace.node-reports", "NodeReport")
    print_statistics(event for report in reports for event in events_of(report))
