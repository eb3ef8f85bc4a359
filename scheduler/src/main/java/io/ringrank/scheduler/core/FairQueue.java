// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.JobClass;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one stage, of all callers, and whose turn it is. Scheduler thread only.
 *
 * @param <T> what waits
 */
final class FairQueue<T extends PendingQueue.Member<T>> {
    /*
     * Fair queueing over callers, inside it the request whose deadline is next. Each caller has a virtual
     * time, the service it has had, and the turn is with the caller whose next request would be done first
     * if all that wait were served side by side: with self-clocked virtual finish times (Golestani, 1994),
     * but of requests and not of their pieces. So a request that has begun is finished before others of its
     * size begin; side by side all would be done late, half of them for nothing. A large one is cut into
     * quanta, or it would be in everybody's way. Who was away comes back a credit behind the present, and
     * no more: so a caller that asks for little is served at once even beside one that always has work,
     * until it has had its share after all, and nobody saves up for a siege. With deficit round robin it
     * would get half of the machine for each of its bursts, and so take twice as long as alone.
     *
     * The two classes share in the same way, without a credit, and the service of the batch class
     * counts seven times: beside interactive work it gets an eighth, never nothing, and alone all.
     */

    static final int BATCH_CLASS_COST = 7;

    /** Callers without open requests whose virtual time is remembered. */
    private static final int CALLERS_REMEMBERED_MAX = 1024;

    private final Map<JobClass, ClassShare> classes = new EnumMap<>(JobClass.class);
    private final Tally all = new Tally(null);
    private long credit;
    private long quantum;
    private long classesNow;
    private long callers;

    FairQueue() {
        for (JobClass jobClass : JobClass.values()) {
            classes.put(jobClass, new ClassShare());
        }
    }

    /**
     * Makes a place for what a request will have waiting; to be closed with the request.
     *
     * @param cost that it should have altogether
     */
    Flow open(Work work, long cost) {
        ClassShare ofClass = share(work.jobClass);
        return new Flow(work, ofClass.caller(work.caller), cost);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Sum over all that waits. */
    long weight() {
        return all.weight();
    }

    int size() {
        return all.size();
    }

    /** Callers of one class that have something waiting. */
    int callers(JobClass jobClass) {
        return share(jobClass).waiting.size();
    }

    /** Tells the weight of each caller of a class that has something waiting. */
    void forEachWaiting(JobClass jobClass, ObjLongConsumer<Caller> action) {
        share(jobClass).waiting.forEach(share -> action.accept(share.name, share.weight()));
    }

    /**
     * Tells how much more each caller of a class has had than one that always has work, of those that would
     * not come back with all of their credit.
     */
    void forEachLag(JobClass jobClass, ObjLongConsumer<Caller> action) {
        ClassShare ofClass = share(jobClass);
        for (CallerShare caller : ofClass.byCaller.values()) {
            long lag = caller.virtualTime - ofClass.now;
            if (lag > -credit) {
                action.accept(caller.name, lag);
            }
        }
    }

    /** @param weight how far a caller that was away comes back behind the present */
    void setCredit(long weight) {
        credit = weight;
    }

    long credit() {
        return credit;
    }

    /** @param cost a request that has more is served in pieces of that */
    void setQuantum(long cost) {
        quantum = cost;
    }

    /**
     * The request whose turn it is, of those that are wanted now; null if there is none.
     *
     * @param wanted is asked for the next request of each caller, in the order of their turns
     */
    @Nullable
    Flow next(Predicate<Work> wanted) {
        ClassShare interactive = share(JobClass.INTERACTIVE);
        ClassShare batch = share(JobClass.BATCH);
        boolean batchFirst = batch.virtualTime < interactive.virtualTime;
        Flow first = (batchFirst ? batch : interactive).next(wanted);
        return first != null ? first : (batchFirst ? interactive : batch).next(wanted);
    }

    private ClassShare share(JobClass jobClass) {
        ClassShare share = classes.get(jobClass);
        if (share == null) {
            throw new IllegalStateException("a class without a share: " + jobClass);
        }
        return share;
    }

    /** What one request has waiting. */
    final class Flow extends Tally {

        final Work work;
        final CallerShare caller;
        private final long cost;
        private final PendingQueue<T> queue = new PendingQueue<>(this);

        private Flow(Work work, CallerShare caller, long cost) {
            super(caller);
            this.work = work;
            this.caller = caller;
            this.cost = cost;
            caller.openFlows++;
        }

        void add(T member) {
            queue.addLast(member);
        }

        /** Null if nothing waits. */
        @Nullable
        T first() {
            return queue.first();
        }

        boolean holds(T member) {
            return member.queue == queue;
        }

        /** Takes a member out because its turn has come. */
        void take(T member) {
            queue.remove(member);
            caller.charge(work.jobClass, member.cost());
        }

        /** The request has ended. */
        void close() {
            caller.openFlows--;
        }

        @Override
        void onFilled() {
            caller.flows.add(this);
        }

        @Override
        void onEmptied() {
            caller.flows.remove(this);
        }
    }

    /** What one caller has waiting in one class. */
    final class CallerShare extends Tally {

        /** What is on its way here from the stage before, in this queue's weight. */
        long coming;

        private final ClassShare ofClass;
        private final Caller name;
        private final long number;
        private final TreeSet<Flow> flows =
                new TreeSet<>(Comparator.comparing(flow -> flow.work, Work.BY_DEADLINE));
        private long virtualTime;

        /** Virtual time when what it is served now is done: its next request, or a quantum of it. */
        private long finishTime;
        private int openFlows;

        private CallerShare(ClassShare ofClass, Caller name, long number) {
            super(ofClass);
            this.ofClass = ofClass;
            this.name = name;
            this.number = number;
            this.virtualTime = ofClass.now - credit;
            this.finishTime = virtualTime;
        }

        /** In virtual time: the least is next. */
        long turn() {
            return isEmpty() ? Math.max(virtualTime, ofClass.now - credit) : virtualTime;
        }

        private void charge(JobClass jobClass, long cost) {
            // Alone it keeps its place whatever its time.
            boolean waits = ofClass.waiting.size() > 1 && ofClass.waiting.remove(this);
            int served = ofClass.waiting.size() + (waits || isEmpty() ? 1 : 0);
            virtualTime += cost;
            begin();
            if (waits) {
                ofClass.waiting.add(this);
            }
            ofClass.advance(Math.ceilDiv(cost, served), finishTime);
            ofClass.charge(jobClass == JobClass.BATCH ? BATCH_CLASS_COST * cost : cost);
        }

        /** Once it is done with one thing it begins the next. */
        private void begin() {
            if (virtualTime >= finishTime && !flows.isEmpty()) {
                finishTime = virtualTime + Math.min(quantum, flows.first().cost);
            }
        }

        private boolean isForgettable() {
            return isEmpty() && openFlows == 0;
        }

        @Override
        void onFilled() {
            virtualTime = Math.max(virtualTime, ofClass.now - credit);
            begin();
            ofClass.waiting.add(this);
        }

        @Override
        void onEmptied() {
            ofClass.waiting.remove(this);
        }
    }

    private final class ClassShare extends Tally {

        private final Map<Caller, CallerShare> byCaller = new LinkedHashMap<>();
        private final TreeSet<CallerShare> waiting =
                new TreeSet<>(Comparator.<CallerShare>comparingLong(share -> share.finishTime)
                        .thenComparingLong(share -> share.number));

        /** Virtual time of a caller that always has work: its share of what was served. */
        private long now;

        /** Of all callers that there were. */
        private long latestFinish;

        private long virtualTime;

        private ClassShare() {
            super(all);
        }

        private CallerShare caller(Caller caller) {
            CallerShare known = byCaller.get(caller);
            if (known != null) {
                return known;
            }
            if (byCaller.size() >= CALLERS_REMEMBERED_MAX) {
                forgetOne();
            }
            CallerShare share = new CallerShare(this, caller, callers++);
            byCaller.put(caller, share);
            return share;
        }

        /** Forgets the first that can be: it gets its credit a little too early, if it comes back. */
        private void forgetOne() {
            Iterator<CallerShare> eldest = byCaller.values().iterator();
            while (eldest.hasNext()) {
                if (eldest.next().isForgettable()) {
                    eldest.remove();
                    return;
                }
            }
        }

        private @Nullable Flow next(Predicate<Work> wanted) {
            for (CallerShare caller : waiting) {
                Flow flow = caller.flows.first();
                if (wanted.test(flow.work)) {
                    return flow;
                }
            }
            return null;
        }

        /** Not beyond the caller that was served most. */
        private void advance(long time, long finishTime) {
            latestFinish = Math.max(latestFinish, finishTime);
            now = Math.min(now + time, latestFinish);
        }

        private void charge(long cost) {
            classesNow = Math.max(classesNow, virtualTime);
            virtualTime += cost;
        }

        @Override
        void onFilled() {
            virtualTime = Math.max(virtualTime, classesNow);
        }
    }
}
