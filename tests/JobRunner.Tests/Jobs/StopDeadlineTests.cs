using JobRunner.Jobs;
using JobRunner.Specs;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace JobRunner.Tests.Jobs;

public sealed class StopDeadlineTests
{
    private readonly FakeTimeProvider _time = new();

    [Test]
    public void Comes_when_the_grace_is_over()
    {
        using var deadline = new StopDeadline(_time);
        Assert.That(deadline.Requested.IsCompleted, Is.False);
        deadline.Request(TimeSpan.FromSeconds(10));
        Assert.That(deadline.Requested.IsCompleted, Is.True);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.That(deadline.Reached.IsCompleted, Is.False);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(deadline.Reached.IsCompleted, Is.True);
    }

    [Test]
    public void The_earliest_counts()
    {
        using var deadline = new StopDeadline(_time);
        deadline.Request(TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(2));
        deadline.Request(TimeSpan.FromSeconds(3));
        deadline.Request(TimeSpan.FromSeconds(20));
        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.That(deadline.Reached.IsCompleted, Is.False);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.That(deadline.Reached.IsCompleted, Is.True);
    }

    [Test]
    public void A_later_request_does_not_put_it_off_however_little_is_left()
    {
        using var deadline = new StopDeadline(_time);
        deadline.Request(TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(8));
        deadline.Request(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(deadline.Reached.IsCompleted, Is.True);
    }

    [Test]
    public void A_job_that_has_ended_is_not_asked_and_not_killed_any_more()
    {
        using var idle = new StopDeadline(_time);
        using var asked = new StopDeadline(_time);
        asked.Request(TimeSpan.FromSeconds(10));
        idle.Dispose();
        asked.Dispose();
        idle.Request(TimeSpan.Zero);
        _time.Advance(TimeSpan.FromSeconds(20));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(idle.Requested.IsCompleted, Is.False);
            Assert.That(idle.Reached.IsCompleted, Is.False);
            Assert.That(asked.Reached.IsCompleted, Is.False);
        }
    }

    [Test]
    public void Zero_is_at_once()
    {
        using var deadline = new StopDeadline(_time);
        deadline.Request(TimeSpan.FromSeconds(10));
        deadline.Request(TimeSpan.Zero);
        Assert.That(deadline.Reached.IsCompleted, Is.True);
    }

    [Test]
    public void The_longest_grace_is_within_what_a_timer_can_wait()
    {
        using var deadline = new StopDeadline(TimeProvider.System);
        Assert.That(() => deadline.Request(CallRules.LongestWait), Throws.Nothing);
    }
}
