"""Renders or lints a chart by Helm's own library. Argument: {"do", "chart", "values", "name", "namespace", "kube_version"}."""

import json
import sys

import helm_python as helm

asked = json.loads(sys.argv[1])
if asked["do"] == "lint":
    report = helm.lint(asked["chart"], asked["values"], strict=True, kube_version=asked["kube_version"])
    # 2: warning, 3: error.
    answer = report["errors"] + [m["error"] for m in report["messages"] if m["severity"] >= 2]
else:
    with helm.Chart.load(asked["chart"]) as chart:
        try:
            chart.validate_schema(asked["values"])
            rendered = chart.render(asked["values"], name=asked["name"], namespace=asked["namespace"])
            answer = {"manifests": rendered}
        except helm.HelmError as error:
            answer = {"error": str(error)}
print(json.dumps(answer))
