/*
 * The queue in formgrader: accept a suggestion with one key, go to the next answer that waits, use comments again.
 * Marks and comments are saved by nbgrader's own models; the server is told how long each decision took.
 */
(function () {
  "use strict";
  var bar = document.getElementById("queue");
  var panels = Array.from(document.querySelectorAll(".queue-panel"));
  var open = panels.slice();          // panels whose answer still waits
  var at;                             // the panel somebody is at: shown last, or clicked or entered since
  var moving = false;                 // an accepted mark is on its way; what follows it goes on by itself
  var last = { left: Number(bar.dataset.left), done: Number(bar.dataset.done), median_s: bar.dataset.median, next: undefined };
  var seconds = 0;                    // the answer has been in front of somebody; a hidden tab does not count

  var clock = Date.now();             // seconds holds what passed before this moment

  function tick(shown) {
    var now = Date.now();
    if (shown) { seconds += (now - clock) / 1000; }
    clock = now;
  }
  setInterval(function () { tick(!document.hidden); }, 100);
  document.addEventListener("visibilitychange", function () { tick(document.hidden); });   // what it was until now

  function tell() {
    var text = last.left + " of " + (last.left + last.done) + " left";
    if (last.median_s) { text += ", " + last.median_s + " s per answer (median)"; }
    document.getElementById("queue-left").textContent = text;
  }

  function say(panel, text) { panel.querySelector(".queue-said").textContent = text; }

  function send(path, what) {
    return $.ajax({ method: "POST", url: bar.dataset.url + path, data: JSON.stringify(what), contentType: "application/json" });
  }

  function why(answer) { return answer.responseJSON ? answer.responseJSON.message : "the server does not answer"; }

  function gradeOf(panel) { return formgrader.grades.findWhere({ name: panel.dataset.cell }); }

  // Code stands above its test cell, and so above the panel: as much of it as leaves the panel in sight.
  function top(panel) {
    var y = panel.getBoundingClientRect().top, field = commentOf(panel);
    var before = panel.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_PRECEDING;
    return before ? Math.max(field.closest(".cell").getBoundingClientRect().top, y - window.innerHeight / 2) : y;
  }

  function show(panel) {
    var target = panel.querySelector(".tabbable") || document.getElementById(panel.dataset.cell);
    at = panel;
    tick(false);
    seconds = 0;
    formgrader.last_selected = $(target);   // nbgrader scrolls to what is newly selected; here we do
    target.focus({ preventScroll: true });
    window.scrollTo(0, window.scrollY + top(panel) - document.querySelector(".navbar-fixed-top").offsetHeight - 12);
  }

  // Where nothing waits here any more, the next submission in which something does.
  function next() {
    var here = panels.indexOf(at);
    var following = open.find(function (panel) { return panels.indexOf(panel) > here; });
    if (following) { show(following); return; }
    formgrader.save(function () { window.location = bar.dataset.url + "/next/" + submission_id; });
  }

  function decided(panel, grade) {
    open.splice(open.indexOf(panel), 1);
    panel.classList.add("queue-done");
    say(panel, "Saved: " + Number(grade.get("manual_score")) + ".");
    tick(!document.hidden);
    var spent = seconds;
    seconds = 0;
    return send("/decided/" + grade.id, { seconds: spent }).done(function (state) { last = state; tell(); });
  }

  function give(panel, mark) {
    moving = true;
    say(panel, "Saving …");
    return gradeOf(panel).save({ manual_score: mark }, { wait: true });   // what comes of it: saved(), or "error" in start()
  }

  function current() {
    return open.includes(at) ? at : undefined;
  }

  function accept(panel) {
    if (!moving && panel && open.includes(panel) && panel.dataset.suggested !== "") { give(panel, Number(panel.dataset.suggested)); }
  }

  function commentOf(panel) {       // the answer's own field; for a test cell that of the answer before it
    var fields = Array.from(document.querySelectorAll("textarea.comment"));
    var own = document.getElementById(panel.dataset.cell + "-comment");
    return own || fields.filter(function (field) { return field.compareDocumentPosition(panel) & Node.DOCUMENT_POSITION_FOLLOWING; }).pop();
  }

  function commentsOf(panel) { return $("[data-for='" + panel.dataset.cell + "']"); }

  function insert(panel, text) {
    var field = commentOf(panel);
    if (!field.value.includes(text)) { field.value = (field.value.trim() + "\n" + text).trim(); }
    $(field).trigger("change");
    autosize.update(field);
    say(panel, "Comment added.");
  }

  function remember(panel) {
    var field = commentOf(panel);
    if (!field.value.trim()) { say(panel, "Write a comment first."); return; }
    send("/comments/" + encodeURIComponent(bar.dataset.assignment), { text: field.value })
      .done(function (kept) { panels.forEach(function (one) { list(one, kept.comments); }); say(panel, "Kept."); })
      .fail(function (answer) { say(panel, "Not kept: " + why(answer)); });
  }

  function list(panel, comments) {
    commentsOf(panel).find("ol").empty().append(comments.map(function (text) {
      return $("<li/>").append($("<button type='button' class='btn btn-default btn-xs queue-comment'/>").text(text));
    }));
  }

  function nothing() {               // one decision for a submission in which nothing could be read
    var all = open.slice(), first = all[0];
    moving = true;
    all.forEach(function (panel) { $(panel).data("together", panel !== first); });
    all.reverse().reduce(function (before, panel) { return before.then(function () { return give(panel, 0); }); }, $.when());
  }

  function saved(panel, grade) {
    if (!open.includes(panel) || grade.get("needs_manual_grade")) { return; }
    if (grade.get("manual_score") === null) {   // extra credit alone: for nbgrader that settles the answer, so the suggestion is accepted with it
      grade.save({ manual_score: Number(panel.dataset.suggested) }, { wait: true });
      return;
    }
    if ($(panel).data("together")) {
      open.splice(open.indexOf(panel), 1);
      panel.classList.add("queue-done");
      say(panel, "Saved: 0.");
      return;
    }
    var go = moving;
    decided(panel, grade).always(function () { moving = false; if (go) { next(); } });
  }

  function pressed(event) {
    var field = event.target.closest("input, textarea, select, [contenteditable]");
    if (field || event.ctrlKey || event.metaKey || event.altKey || event.repeat) { return; }
    if (event.key === "a") { accept(current()); }
    else if (event.key === "n") { next(); }
    else if (/^[1-9]$/.test(event.key) && current()) { commentsOf(current()).find("button").eq(event.key - 1).filter(".queue-comment").click(); }
    else { return; }
    event.preventDefault();
  }

  // nbgrader answers Enter itself, everywhere; on our buttons it presses them.
  function quiet(event) { if (event.key === "Enter") { event.stopPropagation(); } }

  // Enter after a typed mark: nbgrader saves it when the field is left, then we go on.
  function typed(panel, field, event) {
    var most = Number(gradeOf(panel).get("max_score"));
    if (field.value === "" || !open.includes(panel) || Number(field.value) === gradeOf(panel).get("manual_score")) { return; }
    if (!(Number(field.value) >= 0 && Number(field.value) <= most)) {   // nbgrader would make full marks of it and go on
      say(panel, field.value + " is not between 0 and " + most + "; nothing is saved.");
      event.preventDefault();
      event.stopImmediatePropagation();
      field.select();
      return;
    }
    moving = true;
    field.blur();
  }

  function start() {
    formgrader.grades.on("sync", function (model) {
      var panel = model.get && panels.find(function (one) { return one.dataset.cell === model.get("name"); });
      if (panel) { saved(panel, model); }
    });
    formgrader.grades.on("error", function (model) {
      var panel = model.get && panels.find(function (one) { return one.dataset.cell === model.get("name"); });
      moving = false;
      if (panel) { say(panel, "Not saved: the server refused, or you are logged out. Load the page again."); }
    });
    if (panels.length) { show(panels[0]); }
  }

  function hint() {                  // nbgrader shows the whole suggestion here, as Markdown; the panel says it better
    panels.forEach(function (panel) {
      commentOf(panel).placeholder = "A comment of yours for the student. The criteria are on the feedback page anyway.";
      autosize.update(commentOf(panel));
    });
  }

  function when(collection, then) { if (collection.loaded) { then(); } else { collection.once("sync", then); } }

  $(window).on("load", function () {
    tell();
    document.addEventListener("keydown", pressed);
    document.getElementById("queue-next").addEventListener("click", next);
    $("#queue-nothing").on("click", nothing);
    panels.forEach(function (panel) {
      panel.addEventListener("keydown", quiet);
      $(panel).on("click", ".queue-accept", function () { accept(panel); });
      $(panel).on("click", ".queue-keep", function () { give(panel, gradeOf(panel).get("manual_score")); });
      var comments = $(panel).find(".queue-comments").attr("data-for", panel.dataset.cell);
      comments.insertAfter(commentOf(panel));
      comments.on("click", ".queue-comment", function (event) { insert(panel, event.target.textContent); });
      comments.on("click", ".queue-remember", function () { remember(panel); });
      comments.on("keydown", quiet);
      $("#" + panel.dataset.cell).on("keydown", function (event) { if (event.key === "Enter") { typed(panel, event.target, event); } });
      [panel, comments[0], document.getElementById(panel.dataset.cell), commentOf(panel)].forEach(function (place) {
        ["focusin", "mousedown"].forEach(function (kind) { place.addEventListener(kind, function () { at = panel; }); });
      });
    });
    when(formgrader.grades, start);
    when(formgrader.comments, hint);
  });
})();
