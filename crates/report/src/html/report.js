(function () {
  var filter = document.getElementById("filter");
  var told = document.getElementById("told");
  if (!filter || !told) return;
  filter.parentNode.hidden = false;
  var findings = document.querySelectorAll("details.finding");
  filter.addEventListener("input", function () {
    var wanted = filter.value.toLowerCase();
    var shown = 0;
    findings.forEach(function (finding) {
      finding.hidden = wanted !== "" && finding.textContent.toLowerCase().indexOf(wanted) < 0;
      if (!finding.hidden) shown += 1;
    });
    told.textContent = wanted === "" ? "" : shown + " of " + findings.length + " shown";
  });
})();
