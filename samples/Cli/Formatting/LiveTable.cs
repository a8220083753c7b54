using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobRunner.Cli.Formatting;

/// <summary>A table of jobs that stays up to date until it is told to stop.</summary>
internal sealed class LiveTable(Screen screen, TimeProvider clock)
{
    // Ages are counted on.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // The header, a line about those above, and the cursor's.
    private const int OtherLines = 3;

    // More than any terminal has lines; of all the others only the number is kept.
    private const int MostFinished = 1000;

    private readonly Dictionary<Guid, JobStatus> _jobs = [];
    private readonly Queue<Guid> _finished = [];
    private int _forgotten;

    public async Task ShowAsync(IAsyncEnumerable<JobStatus> changes, Task stop)
    {
        using var over = new CancellationTokenSource();
        await screen.Console.Live(Picture()).StartAsync(async display =>
        {
            await using var change = changes.GetAsyncEnumerator(over.Token);
            using var clockwork = new PeriodicTimer(Pause, clock);
            var next = change.MoveNextAsync().AsTask();
            var tick = clockwork.WaitForNextTickAsync(CancellationToken.None).AsTask();
            while (await Task.WhenAny(stop, next, tick) is var first && first != stop)
            {
                if (first == tick)
                {
                    tick = clockwork.WaitForNextTickAsync(CancellationToken.None).AsTask();
                }
                else
                {
                    next = await next ? Take(change) : Task.FromException<bool>(new IOException("The server has ended the watch."));
                }

                // Not each of a thousand that come at once.
                if (!next.IsCompletedSuccessfully)
                {
                    display.UpdateTarget(Picture());
                    screen.Flush();
                }
            }

            await over.CancelAsync();
            await EndOf(next);
        });
        screen.Flush();
    }

    private static async Task EndOf(Task<bool> next)
    {
        try
        {
            await next;
        }
        catch (OperationCanceledException)
        {
            // As it was just told to.
        }
    }

    private Task<bool> Take(IAsyncEnumerator<JobStatus> change)
    {
        Take(change.Current);
        return change.MoveNextAsync().AsTask();
    }

    private void Take(JobStatus job)
    {
        var wasFinished = _jobs.TryGetValue(job.Id, out var before) && before.IsFinished;
        _jobs[job.Id] = job;
        if (!job.IsFinished || wasFinished)
        {
            return;
        }

        _finished.Enqueue(job.Id);
        if (_finished.Count > MostFinished)
        {
            _jobs.Remove(_finished.Dequeue());
            _forgotten++;
        }
    }

    private IRenderable Picture()
    {
        var size = screen.Terminal.Size();
        var all = _jobs.Values.OrderBy(job => job.CreatedAt).ToList();
        var shown = all.Skip(Math.Max(0, all.Count - Math.Max(1, size.Height - OtherLines))).ToList();
        var note = all.Count == 0 ? "No jobs yet. Ctrl+C ends the watch." : $"… {_forgotten + all.Count - shown.Count} older ones";
        var table = new JobTable(clock.GetUtcNow(), screen.Terminal.HasColour).Of(shown, size.Width);
        return all.Count == shown.Count && _forgotten == 0 && all.Count > 0 ? table : new Rows(new Text(CellText.Cut(note, size.Width)), table);
    }
}
