using JobRunner.Threading;

namespace JobRunner.Output;

/// <summary>Readers that wait for more. Waking nobody costs a look at a counter.</summary>
internal sealed class Followers
{
    private readonly Lock _gate = new();
    private readonly HashSet<WakeUp> _parked = [];
    private int _count;

    public bool Any => Volatile.Read(ref _count) > 0;

    /// <summary>From now on the next wake-up is for this reader too. What came before must be looked for afterwards.</summary>
    public void Park(WakeUp wakeUp)
    {
        lock (_gate)
        {
            _parked.Add(wakeUp);
            _count = _parked.Count;
        }

        // Pairs with the one in WakeAll: either the append sees this reader, or this reader sees what was appended.
        Interlocked.MemoryBarrier();
    }

    public void Leave(WakeUp wakeUp)
    {
        lock (_gate)
        {
            _parked.Remove(wakeUp);
            _count = _parked.Count;
        }
    }

    /// <summary>Wakes all that are parked. They have to park again.</summary>
    public void WakeAll()
    {
        Interlocked.MemoryBarrier();
        if (!Any)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var wakeUp in _parked)
            {
                wakeUp.Set();
            }

            _parked.Clear();
            _count = 0;
        }
    }
}
