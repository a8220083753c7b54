namespace JobRunner.Threading;

/// <summary>Waits that end, without exceptions.</summary>
internal static class TaskWaits
{
    /// <summary>Waits for a task, however it ends, or until time is up.</summary>
    /// <returns>Whether the task has ended.</returns>
    public static async ValueTask<bool> IsDoneWithinAsync(this Task task, TimeSpan time, TimeProvider clock)
    {
        await task.WaitAsync(time, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompleted;
    }

    /// <summary>Notes that a failure of a task, whenever it comes, is known: nobody may be left who waits for it by then.</summary>
    public static void Observe(this Task task) => task.ContinueWith(static ended => ended.Exception, TaskScheduler.Default);
}
