using JobRunner.Jobs;
using NUnit.Framework;

namespace JobRunner.Tests.Jobs;

public sealed class StartGateTests
{
    [Test]
    public void Closing_waits_for_those_inside_and_lets_nobody_in()
    {
        var gate = new StartGate();
        Assert.That(gate.TryEnter(), Is.True);
        var closed = gate.CloseAsync();
        Assert.That(closed.IsCompleted, Is.False);
        Assert.That(gate.TryEnter(), Is.False);
        Assert.That(gate.IsClosed, Is.True);
        gate.Leave();
        Assert.That(closed.IsCompleted, Is.True);
    }

    [Test]
    public void Closing_an_empty_one_is_done_at_once() => Assert.That(new StartGate().CloseAsync().IsCompleted, Is.True);
}
