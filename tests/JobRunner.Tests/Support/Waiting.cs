using NUnit.Framework;

namespace JobRunner.Tests.Support;

/// <summary>Waits that end: with the condition, or with the reason why it did not come.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public static async Task<T> Within<T>(this Task<T> task, string what)
    {
        await ((Task)task).Within(what);
        return await task;
    }

    public static async Task Within(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Limit);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            Assert.Fail($"Not within {Limit.TotalSeconds} s: {what}.");
        }
    }

    /// <summary>The pause of who races others by looking: none in one round of eight. Who makes none takes a processor from the others.</summary>
    public static async Task BeforeTheNextLook(int round)
    {
        if (round % 8 == 0)
        {
            await Task.Yield();
        }
        else
        {
            await Task.Delay(1);
        }
    }

    public static Task Until(string what, Func<bool> condition) => Until(() => what, condition);

    /// <param name="what">What is waited for, with what there is instead when time is up.</param>
    /// <param name="condition">Whether it is there.</param>
    public static Task Until(Func<string> what, Func<bool> condition) => Until(what, () => Task.FromResult(condition()), Limit);

    /// <param name="what">What is waited for.</param>
    /// <param name="condition">Whether it is there.</param>
    /// <param name="longest">For what takes longer than most.</param>
    public static Task Until(string what, Func<Task<bool>> condition, TimeSpan? longest = null) => Until(() => what, condition, longest ?? Limit);

    private static async Task Until(Func<string> what, Func<Task<bool>> condition, TimeSpan longest)
    {
        using var limit = new CancellationTokenSource(longest);
        using var timer = new PeriodicTimer(Pause);
        while (!await condition())
        {
            Assert.That(limit.IsCancellationRequested, Is.False, $"Not within {longest.TotalSeconds} s: {what()}.");
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
