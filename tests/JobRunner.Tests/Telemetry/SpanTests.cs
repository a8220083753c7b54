using System.Collections.Concurrent;
using System.Diagnostics;
using JobRunner.Telemetry;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Telemetry;

[NonParallelizable]
public sealed class SpanTests() : JobsTests(ProcessIsolation.Auto)
{
    [Test]
    public async Task Each_job_has_one_span_below_its_callers_and_its_program_is_told()
    {
        using var spans = new Spans();
        using var caller = new Activity("caller").Start();
        caller.TraceStateString = "a=b";
        var result = await Jobs.RunAsync(Shell("echo $TRACEPARENT; echo $TRACESTATE; exit 3"));
        Assert.That(Activity.Current, Is.SameAs(caller));
        await Waiting.Until("the span has ended", () => spans.Ended.Count == 1);
        var span = spans.Ended.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.StandardOutput, Is.EqualTo($"{span.Id}\na=b\n"));
            Assert.That(span.ParentId, Is.EqualTo(caller.Id));
            Assert.That(span.OperationName, Is.EqualTo(JobSpan.SpanName));
            Assert.That(span.GetTagItem(JobSpan.JobIdTag), Is.EqualTo($"{result.Status.Id}"));
            Assert.That(span.GetTagItem(JobSpan.CommandTag), Is.EqualTo("sh"));
            Assert.That(span.GetTagItem(JobSpan.ProcessIdTag), Is.EqualTo(result.Status.ProcessId));
            Assert.That(span.GetTagItem(JobSpan.ExitCodeTag), Is.EqualTo(3));
            Assert.That(span.GetTagItem(JobSpan.OutcomeTag), Is.EqualTo("Exited"));
            Assert.That(span.Status, Is.EqualTo(ActivityStatusCode.Unset), "a non-zero exit is data");
            Assert.That(span.Events.Select(e => e.Name), Is.EqualTo(new[] { JobSpan.StartedEvent }));
        }
    }

    [Test]
    public async Task A_state_that_the_host_inherited_does_not_go_with_another_parent()
    {
        Environment.SetEnvironmentVariable("TRACESTATE", "old=1");
        try
        {
            Assert.That((await Jobs.RunAsync(Shell("echo \"[$TRACESTATE]\""))).StandardOutput, Is.EqualTo("[old=1]\n"));
            using var spans = new Spans();
            Assert.That((await Jobs.RunAsync(Shell("echo \"[$TRACESTATE]\""))).StandardOutput, Is.EqualTo("[]\n"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("TRACESTATE", null);
        }
    }

    [Test]
    public async Task A_refused_start_ends_its_span_with_an_error()
    {
        using var spans = new Spans();
        await Assert.ThatAsync(() => Jobs.StartAsync("/no/such/program"), Throws.TypeOf<JobStartException>());
        Assert.That(spans.Ended.Single(), Has.Property("Status").EqualTo(ActivityStatusCode.Error).And.Property("StatusDescription").Contains("/no/such/program"));
    }

    [Test]
    public async Task Where_nobody_listens_nothing_is_told_and_what_the_host_has_is_inherited()
    {
        var spec = Shell("echo \"[$TRACEPARENT]\"") with { Environment = new Dictionary<string, string?> { ["TRACEPARENT"] = null } };
        Assert.That((await Jobs.RunAsync(spec)).StandardOutput, Is.EqualTo("[]\n"));
        using var spans = new Spans();
        Assert.That((await Jobs.RunAsync(spec)).StandardOutput, Is.EqualTo("[]\n"), "the spec has the last word");
    }

    [Test]
    public async Task A_listener_that_throws_harms_no_job([Values] bool onStart)
    {
        using var spans = new Spans(onStart ? null : static _ => throw new InvalidOperationException("This listener is broken."), onStart);
        var result = await Jobs.RunAsync(new JobSpec("echo", "fine"));
        Assert.That(result, Has.Property("StandardOutput").EqualTo("fine\n").And.Property("Status").Property("Error").Null);
    }

    private sealed class Spans : IDisposable
    {
        private readonly ActivityListener _listener;

        public Spans(Action<Activity>? onEnd = null, bool throwsOnStart = false)
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == JobSpan.SourceName,
                Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStarted = _ =>
                {
                    if (throwsOnStart)
                    {
                        throw new InvalidOperationException("This listener is broken.");
                    }
                },
                ActivityStopped = span =>
                {
                    Ended.Enqueue(span);
                    onEnd?.Invoke(span);
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public ConcurrentQueue<Activity> Ended { get; } = new();

        public void Dispose() => _listener.Dispose();
    }
}
