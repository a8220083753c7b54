using System.Security.Cryptography;
using JobRunner.Http.Access;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Wire;

/// <summary>Sees to it that a start that is sent again starts no second job.</summary>
internal sealed class Idempotency(Policy policy, TimeProvider time)
{
    public const string Header = "Idempotency-Key";

    private const int LongestKey = 256;
    private const int MostKeysOfAClient = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Client, string Key), Entry> _entries = [];
    private readonly Dictionary<string, int> _counts = [];
    private readonly Queue<((string Client, string Key) Name, Entry Entry)> _byAge = new();

    /// <returns>The key of a request; null: it has none.</returns>
    /// <exception cref="InvalidRequestException">It can't be one.</exception>
    public static string? KeyOf(HttpRequest request) => request.Headers[Header] switch
    {
        { Count: 0 } => null,
        { Count: 1 } values when values[0] is { Length: > 0 and <= LongestKey } key => key,
        _ => throw new InvalidRequestException($"{Header} has to be one word of 1 to {LongestKey} characters."),
    };

    /// <summary>Starts a job, or gives the one that the same request started before or is about to start. Nothing but its id is kept.</summary>
    /// <exception cref="KeyReusedException">That was another request.</exception>
    public async Task<Guid> StartOnceAsync(string client, string key, byte[] body, Func<Task<Guid>> start)
    {
        var hash = SHA256.HashData(body);
        var name = (client, key);
        var entry = new Entry(hash, time.GetTimestamp());
        lock (_gate)
        {
            ForgetOldLocked();
            if (_entries.TryGetValue(name, out var before))
            {
                entry = before.Hash.AsSpan().SequenceEqual(hash) ? before : throw new KeyReusedException();
            }
            else
            {
                AddLocked(name, entry);
            }
        }

        if (!entry.TryBegin())
        {
            return await entry.Answer.ConfigureAwait(false);
        }

        try
        {
            var jobId = await start().ConfigureAwait(false);
            entry.Succeed(jobId);
            return jobId;
        }
        catch (Exception e)
        {
            // There is no job, so that the next try is a new one. Who waits is told the same.
            lock (_gate)
            {
                RemoveLocked(name, entry);
            }

            entry.Fail(e);
            throw;
        }
    }

    private void AddLocked((string Client, string Key) name, Entry entry)
    {
        var count = _counts.GetValueOrDefault(name.Client);
        if (count >= MostKeysOfAClient)
        {
            throw new RuleBrokenException(
                nameof(JobsHttpOptions.IdempotencyRetention), $"{count} keys of this client are remembered, as many as may be.", StatusCodes.Status429TooManyRequests);
        }

        _counts[name.Client] = count + 1;
        _entries.Add(name, entry);
        _byAge.Enqueue((name, entry));
    }

    private void ForgetOldLocked()
    {
        while (_byAge.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Entry.Since) >= policy.Current.IdempotencyRetention)
        {
            _byAge.Dequeue();
            RemoveLocked(oldest.Name, oldest.Entry);
        }
    }

    private void RemoveLocked((string Client, string Key) name, Entry entry)
    {
        // It may be another's by now: one that failed and was tried again.
        if (_entries.TryGetValue(name, out var current) && current == entry)
        {
            _entries.Remove(name);
            if (--_counts[name.Client] == 0)
            {
                _counts.Remove(name.Client);
            }
        }
    }

    private sealed class Entry(byte[] hash, long since)
    {
        private readonly TaskCompletionSource<Guid> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _hasBegun;

        public byte[] Hash => hash;

        public long Since => since;

        public Task<Guid> Answer => _answer.Task;

        public bool TryBegin() => Interlocked.Exchange(ref _hasBegun, 1) == 0;

        public void Succeed(Guid jobId) => _answer.SetResult(jobId);

        public void Fail(Exception exception)
        {
            _answer.SetException(exception);
            _ = _answer.Task.Exception; // Observed, also if nobody waits.
        }
    }
}
