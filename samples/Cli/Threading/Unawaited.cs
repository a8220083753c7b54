namespace JobRunner.Cli.Threading;

/// <summary>Tasks that nobody waits for any more, because another has decided the matter.</summary>
internal static class Unawaited
{
    /// <summary>What these come to is of no interest: a fault of one is not to be reported as one that nobody looked at.</summary>
    public static void Observe(IEnumerable<Task> tasks)
    {
        foreach (var task in tasks)
        {
            _ = task.ContinueWith(
                static ended => ended.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }
}
