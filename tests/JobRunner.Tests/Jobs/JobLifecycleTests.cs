using JobRunner.Jobs;
using JobRunner.Launching;
using NUnit.Framework;

namespace JobRunner.Tests.Jobs;

/// <summary>Every transition of the state machine, from every state.</summary>
public sealed class JobLifecycleTests
{
    private static readonly DateTimeOffset T0 = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly DateTimeOffset T1 = T0.AddSeconds(1);
    private static readonly DateTimeOffset T2 = T0.AddSeconds(2);
    private static readonly ProcessExit Exit3 = new(3, null);
    private static readonly ProcessExit Killed = new(137, 9);

    private static JobLifecycle Queued => JobLifecycle.Create(T0);

    private static JobLifecycle Starting => Queued.BeginStart();

    private static JobLifecycle Running => Queued.Start(42, T1);

    private static JobLifecycle Exited => Running.RecordExit(Exit3);

    private static JobLifecycle Stopping => Running.RequestStop(EndReason.Stop, T1);

    private static JobLifecycle Finished => Exited.Finish(outputComplete: true, error: null, T2);

    [Test]
    public void Created_is_queued()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Queued.State, Is.EqualTo(JobState.Queued));
            Assert.That(Queued.CreatedAt, Is.EqualTo(T0));
            Assert.That(Queued.ProcessId, Is.Null);
            Assert.That(Queued.Outcome, Is.Null);
        }
    }

    [Test]
    public void Queued_starts()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Running.State, Is.EqualTo(JobState.Running));
            Assert.That(Running.ProcessId, Is.EqualTo(42));
            Assert.That(Running.StartedAt, Is.EqualTo(T1));
        }
    }

    [Test]
    public void Queued_fails_to_start()
    {
        var failed = Queued.FailToStart("gone", T1);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(failed.State, Is.EqualTo(JobState.Finished));
            Assert.That(failed.Outcome, Is.EqualTo(JobOutcome.FailedToStart));
            Assert.That(failed.Error, Is.EqualTo("gone"));
            Assert.That(failed.FinishedAt, Is.EqualTo(T1));
            Assert.That(failed.StartedAt, Is.Null);
            Assert.That(failed.OutputComplete, Is.True, "there was none");
        }
    }

    [Test]
    public void Starting_is_queued_still_until_it_runs_or_fails()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Queued.IsStarting, Is.False);
            Assert.That(Starting, Has.Property("IsStarting").True.And.Property("State").EqualTo(JobState.Queued));
            Assert.That(Starting.Start(42, T1), Has.Property("IsStarting").False.And.Property("State").EqualTo(JobState.Running));
            Assert.That(Starting.FailToStart("gone", T1), Has.Property("IsStarting").False.And.Property("Outcome").EqualTo(JobOutcome.FailedToStart));
        }
    }

    [TestCase(EndReason.Stop, EndReason.Timeout, JobOutcome.Stopped)]
    [TestCase(EndReason.Timeout, EndReason.Stop, JobOutcome.TimedOut)]
    public void A_stop_during_the_start_is_noted_and_followed_once_it_runs(int first, int second, JobOutcome outcome)
    {
        var noted = Starting.RequestStop((EndReason)first, T1).RequestStop((EndReason)second, T1);
        var stopping = noted.Start(42, T1);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(noted, Has.Property("State").EqualTo(JobState.Queued).And.Property("Outcome").Null);
            Assert.That(stopping, Has.Property("State").EqualTo(JobState.Stopping).And.Property("ProcessId").EqualTo(42));
            Assert.That(stopping.RecordExit(Killed).Finish(outputComplete: true, error: null, T2).Outcome, Is.EqualTo(outcome));
            Assert.That(noted.FailToStart("gone", T1).Outcome, Is.EqualTo(outcome), "nobody asked for more than its end");
        }
    }

    [Test]
    public void The_start_of_what_was_stopped_does_not_begin()
    {
        var stopped = Queued.RequestStop(EndReason.Stop, T1);
        Assert.That(stopped.BeginStart(), Is.EqualTo(stopped));
    }

    [TestCase(EndReason.Stop, JobOutcome.Stopped)]
    [TestCase(EndReason.Timeout, JobOutcome.TimedOut)]
    public void Queued_is_stopped_without_having_started(int reason, JobOutcome outcome)
    {
        var stopped = Queued.RequestStop((EndReason)reason, T1);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(stopped.State, Is.EqualTo(JobState.Finished));
            Assert.That(stopped.Outcome, Is.EqualTo(outcome));
            Assert.That(stopped.StartedAt, Is.Null);
            Assert.That(stopped.FinishedAt, Is.EqualTo(T1));
            Assert.That(stopped.Reason, Is.EqualTo((EndReason)reason));
            Assert.That(stopped.OutputComplete, Is.True, "there was none");
        }
    }

    [TestCase(EndReason.Stop, JobOutcome.Stopped)]
    [TestCase(EndReason.Timeout, JobOutcome.TimedOut)]
    public void Running_is_stopped_and_keeps_its_exit_code(int reason, JobOutcome outcome)
    {
        var stopping = Running.RequestStop((EndReason)reason, T1);
        var finished = stopping.RecordExit(Exit3).Finish(outputComplete: true, error: null, T2);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(stopping.State, Is.EqualTo(JobState.Stopping));
            Assert.That(finished.State, Is.EqualTo(JobState.Finished));
            Assert.That(finished.Outcome, Is.EqualTo(outcome));
            Assert.That(finished.Exit, Is.EqualTo(Exit3));
            Assert.That(finished.FinishedAt, Is.EqualTo(T2));
            Assert.That(finished.OutputComplete, Is.True);
        }
    }

    [TestCase(EndReason.Stop, EndReason.Timeout, JobOutcome.Stopped)]
    [TestCase(EndReason.Timeout, EndReason.Stop, JobOutcome.TimedOut)]
    public void The_first_of_two_requests_wins(int first, int second, JobOutcome outcome)
    {
        var job = Running.RequestStop((EndReason)first, T1).RequestStop((EndReason)second, T2).RecordExit(Killed);
        Assert.That(job.Finish(outputComplete: true, error: null, T2).Outcome, Is.EqualTo(outcome));
    }

    [Test]
    public void An_exit_before_the_request_wins()
    {
        var stopping = Exited.RequestStop(EndReason.Stop, T2);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Exited.State, Is.EqualTo(JobState.Running), "its output is still being read");
            Assert.That(stopping.State, Is.EqualTo(JobState.Stopping));
            Assert.That(stopping.Finish(outputComplete: true, error: null, T2).Outcome, Is.EqualTo(JobOutcome.Exited));
        }
    }

    [Test]
    public void Running_is_signalled()
    {
        var finished = Running.RecordExit(Killed).Finish(outputComplete: false, "why", T2);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(finished.Outcome, Is.EqualTo(JobOutcome.Signaled));
            Assert.That(finished.Exit, Is.EqualTo(Killed));
            Assert.That(finished.OutputComplete, Is.False);
            Assert.That(finished.Error, Is.EqualTo("why"));
        }
    }

    [Test]
    public void Stopping_finishes_without_an_exit_when_the_process_outlasts_the_kill()
    {
        var finished = Stopping.Finish(outputComplete: false, "unkillable", T2);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(finished.Outcome, Is.EqualTo(JobOutcome.Stopped));
            Assert.That(finished.Exit, Is.Null);
        }
    }

    [Test]
    public void Finished_stays_as_it_is_when_asked_to_stop() =>
        Assert.That(Finished.RequestStop(EndReason.Stop, T2), Is.SameAs(Finished).Or.EqualTo(Finished));

    [Test]
    public void What_a_state_does_not_allow_is_refused()
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (var job in new[] { Running, Stopping, Finished })
            {
                Assert.That(() => job.Start(1, T2), Throws.InvalidOperationException, $"Start, {job.State}");
                Assert.That(() => job.FailToStart("", T2), Throws.InvalidOperationException, $"FailToStart, {job.State}");
            }

            foreach (var job in new[] { Queued, Finished })
            {
                Assert.That(() => job.RecordExit(Exit3), Throws.InvalidOperationException, $"RecordExit, {job.State}");
                Assert.That(() => job.Finish(true, null, T2), Throws.InvalidOperationException, $"Finish, {job.State}");
            }

            Assert.That(() => Exited.RecordExit(Exit3), Throws.InvalidOperationException, "a second exit");
        }
    }
}
