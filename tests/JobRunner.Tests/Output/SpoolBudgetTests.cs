using JobRunner.Output.Spooling;
using NUnit.Framework;

namespace JobRunner.Tests.Output;

public sealed class SpoolBudgetTests
{
    [Test]
    public void Is_given_to_the_last_byte_and_taken_back()
    {
        var budget = new SpoolBudget(100);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(budget.TryTake(60), Is.True);
            Assert.That(budget.TryTake(41), Is.False);
            Assert.That(budget.TryTake(40), Is.True);
            Assert.That(budget.TryTake(1), Is.False);
            Assert.That(budget.Used, Is.EqualTo(100));
        }

        budget.GiveBack(60);
        Assert.That(budget.TryTake(60), Is.True);
        Assert.That(budget.Used, Is.EqualTo(100));
    }

    [Test]
    public void Without_a_limit_is_counted_all_the_same()
    {
        var budget = new SpoolBudget(null);
        Assert.That(budget.TryTake(long.MaxValue / 2), Is.True);
        Assert.That(budget.Used, Is.EqualTo(long.MaxValue / 2));
    }

    [Test]
    public void Is_never_given_twice()
    {
        const int max = 100_000;
        var budget = new SpoolBudget(max);
        var taken = 0;
        Parallel.For(0, 2 * max, _ => Interlocked.Add(ref taken, budget.TryTake(1) ? 1 : 0));
        Assert.That(taken, Is.EqualTo(max));
    }
}
