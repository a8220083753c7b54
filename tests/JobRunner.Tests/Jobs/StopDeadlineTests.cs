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
